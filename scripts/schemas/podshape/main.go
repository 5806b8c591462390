// Command podshape prints the lines of src/core/validation/kinds/pod/internalShape.ts: the API
// server's internal PodSpec, whose Go field names and order the diff of a refused pod update shows.
package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/kubernetes/pkg/apis/core"
)

var lines = map[string]string{}

// versioned finds, per Go field name, the JSON name of a v1 struct's field.
func versioned(t reflect.Type, out map[string]string) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		tag := strings.Split(f.Tag.Get("json"), ",")[0]
		if f.Anonymous && tag == "" {
			versioned(f.Type, out)
			continue
		}
		out[f.Name] = tag
	}
}

var v1types = map[string]reflect.Type{}

func collect(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		collect(t.Elem())
	case reflect.Struct:
		if v1types[t.Name()] != nil || !strings.HasSuffix(t.PkgPath(), "core/v1") {
			return
		}
		v1types[t.Name()] = t
		for i := 0; i < t.NumField(); i++ {
			collect(t.Field(i).Type)
		}
	}
}

func code(t reflect.Type) string {
	if t == reflect.TypeOf(resource.Quantity{}) || t == reflect.TypeOf(intstr.IntOrString{}) {
		return "J"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + code(t.Elem())
	case reflect.Slice:
		return "[" + code(t.Elem())
	case reflect.Map:
		return "N"
	case reflect.String:
		return "s"
	case reflect.Bool:
		return "b"
	case reflect.Int32, reflect.Int64:
		return "i"
	case reflect.Struct:
		if !strings.HasSuffix(t.PkgPath(), "apis/core") {
			return "J"
		}
		line(t)
		return t.Name()
	}
	panic(t.String())
}

func line(t reflect.Type) {
	if _, ok := lines[t.Name()]; ok {
		return
	}
	lines[t.Name()] = ""
	names := map[string]string{}
	if v := v1types[t.Name()]; v != nil {
		versioned(v, names)
	}
	cells := []string{}
	fields(t, names, &cells)
	lines[t.Name()] = t.Name() + " " + strings.Join(cells, " ")
}

func fields(t reflect.Type, names map[string]string, cells *[]string) {
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		if f.Anonymous {
			fields(f.Type, names, cells)
			continue
		}
		name, ok := names[f.Name]
		if !ok {
			name = "^" + strings.ToLower(f.Name[:1]) + f.Name[1:]
		}
		*cells = append(*cells, f.Name+"="+name+":"+code(f.Type))
	}
}

func main() {
	collect(reflect.TypeOf(v1.PodSpec{}))
	line(reflect.TypeOf(core.PodSpec{}))
	names := []string{}
	for name := range lines {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Println(lines[name])
	}
}
