// Command schemas prints src/core/api/schema/data.ts: the shapes of the Kubernetes API types by
// which the lab's API server decodes objects, read off the Go types themselves by reflection.
//
// Run it when the Kubernetes version changes: go run . > ../../src/core/api/schema/data.ts
package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	eventsv1 "k8s.io/api/events/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// roots are the kinds whose bodies are decoded by type, per group version.
var roots = []struct {
	groupVersion string
	objects      []any
}{
	{"v1", []any{
		corev1.Binding{}, corev1.ConfigMap{}, corev1.Endpoints{}, corev1.Event{}, corev1.LimitRange{},
		corev1.Namespace{}, corev1.Node{}, corev1.PersistentVolumeClaim{}, corev1.PersistentVolume{},
		corev1.Pod{}, corev1.PodTemplate{}, corev1.ReplicationController{}, corev1.ResourceQuota{},
		corev1.Secret{}, corev1.ServiceAccount{}, corev1.Service{},
	}},
	{"apps/v1", []any{
		appsv1.ControllerRevision{}, appsv1.DaemonSet{}, appsv1.Deployment{}, appsv1.ReplicaSet{},
		appsv1.StatefulSet{},
	}},
	{"events.k8s.io/v1", []any{eventsv1.Event{}}},
	{"autoscaling/v1", []any{autoscalingv1.Scale{}}},
	{"autoscaling/v2", []any{autoscalingv2.HorizontalPodAutoscaler{}}},
	{"batch/v1", []any{batchv1.CronJob{}, batchv1.Job{}}},
	{"networking.k8s.io/v1", []any{
		networkingv1.Ingress{}, networkingv1.IngressClass{}, networkingv1.NetworkPolicy{},
	}},
	{"policy/v1", []any{policyv1.PodDisruptionBudget{}, policyv1.Eviction{}}},
	{"rbac.authorization.k8s.io/v1", []any{
		rbacv1.ClusterRole{}, rbacv1.ClusterRoleBinding{}, rbacv1.Role{}, rbacv1.RoleBinding{},
	}},
	{"storage.k8s.io/v1", []any{storagev1.StorageClass{}}},
	{"admissionregistration.k8s.io/v1", []any{
		admissionregistrationv1.ValidatingWebhookConfiguration{},
	}},
	{"scheduling.k8s.io/v1", []any{schedulingv1.PriorityClass{}}},
	{"coordination.k8s.io/v1", []any{coordinationv1.Lease{}}},
	{"discovery.k8s.io/v1", []any{discoveryv1.EndpointSlice{}}},
}

// special types decode themselves; a letter stands for each.
var special = map[reflect.Type]string{
	reflect.TypeOf(resource.Quantity{}):    "Q",
	reflect.TypeOf(intstr.IntOrString{}):   "I",
	reflect.TypeOf(metav1.Time{}):          "T",
	reflect.TypeOf(metav1.MicroTime{}):     "M",
	reflect.TypeOf(metav1.Duration{}):      "D",
	reflect.TypeOf(metav1.FieldsV1{}):      "R",
	reflect.TypeOf(runtime.RawExtension{}): "R",
}

var lines = map[string]string{}

// id names a struct in the data: the API group's first word and the Go name. The Go name with its
// package (v1.PodSpec), which messages print, follows from the version.
func id(t reflect.Type) string {
	parts := strings.Split(t.PkgPath(), "/")
	return parts[len(parts)-2] + "." + t.Name()
}

func goPackage(t reflect.Type) string {
	parts := strings.Split(t.PkgPath(), "/")
	return parts[len(parts)-1]
}

func typeCode(t reflect.Type) string {
	if code, ok := special[t]; ok {
		return code
	}
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + typeCode(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "B"
		}
		return "[" + typeCode(t.Elem())
	case reflect.Map:
		if t.Name() != "" { // a named map, e.g. ResourceList
			return "{" + mapKey(t) + typeCode(t.Elem()) + "~" + goPackage(t) + "." + t.Name()
		}
		return "{" + mapKey(t) + typeCode(t.Elem())
	case reflect.String:
		return named("s", t, "string")
	case reflect.Bool:
		return named("b", t, "bool")
	case reflect.Int32:
		return named("i", t, "int32")
	case reflect.Int64:
		return named("l", t, "int64")
	case reflect.Interface:
		return "R"
	case reflect.Struct:
		structLine(t)
		return id(t)
	}
	panic(t.String())
}

func mapKey(t reflect.Type) string {
	if t.Key().Name() == "string" {
		return ""
	}
	return "<" + goPackage(t.Key()) + "." + t.Key().Name() + ">"
}

func named(code string, t reflect.Type, plain string) string {
	if t.Name() == plain {
		return code
	}
	return code + ":" + goPackage(t) + "." + t.Name()
}

func structLine(t reflect.Type) {
	name := id(t)
	if _, ok := lines[name]; ok {
		return
	}
	lines[name] = "" // being built: types may refer to themselves
	fields := []string{}
	addFields(t, "", &fields)
	head := name
	if goPackage(t) != "v1" {
		head += "=" + goPackage(t)
	}
	lines[name] = strings.TrimSpace(head + " " + strings.Join(fields, " "))
}

// addFields lists the fields; those of embedded structs bear the path of their Go names after "@",
// because messages about them show it.
func addFields(t reflect.Type, embedded string, fields *[]string) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		tag := strings.Split(f.Tag.Get("json"), ",")
		if f.Anonymous && tag[0] == "" {
			addFields(f.Type, strings.TrimPrefix(embedded+"."+f.Name, "."), fields)
			continue
		}
		if tag[0] == "-" || tag[0] == "" {
			continue
		}
		mark := "!"
		for _, option := range tag[1:] {
			if option == "omitempty" && mark == "!" {
				mark = "?"
			}
			if option == "omitzero" {
				mark = "%"
			}
		}
		cell := tag[0] + mark + typeCode(f.Type)
		if embedded != "" && embedded != "TypeMeta" {
			cell += "@" + embedded
		}
		*fields = append(*fields, cell)
	}
}

func main() {
	kinds := []string{}
	for _, root := range roots {
		for _, object := range root.objects {
			t := reflect.TypeOf(object)
			structLine(t)
			kinds = append(kinds, fmt.Sprintf("%s %s %s", root.groupVersion, t.Name(), id(t)))
		}
	}
	structLine(reflect.TypeOf(metav1.DeleteOptions{}))
	names := []string{}
	for name := range lines {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Println("// Made by scripts/schemas from the Go types of Kubernetes v1.35.4; see schema.ts for the notation.")
	fmt.Println("export const KINDS = `")
	fmt.Println(strings.Join(kinds, "\n"))
	fmt.Println("`;\n\nexport const STRUCTS = `")
	for _, name := range names {
		fmt.Println(lines[name])
	}
	fmt.Println("`;")
}
