// Made by scripts/schemas from the Go types of Kubernetes v1.35.4; see schema.ts for the notation.
export const KINDS = `
v1 Binding core.Binding
v1 ConfigMap core.ConfigMap
v1 Endpoints core.Endpoints
v1 Event core.Event
v1 LimitRange core.LimitRange
v1 Namespace core.Namespace
v1 Node core.Node
v1 PersistentVolumeClaim core.PersistentVolumeClaim
v1 PersistentVolume core.PersistentVolume
v1 Pod core.Pod
v1 PodTemplate core.PodTemplate
v1 ReplicationController core.ReplicationController
v1 ResourceQuota core.ResourceQuota
v1 Secret core.Secret
v1 ServiceAccount core.ServiceAccount
v1 Service core.Service
apps/v1 ControllerRevision apps.ControllerRevision
apps/v1 DaemonSet apps.DaemonSet
apps/v1 Deployment apps.Deployment
apps/v1 ReplicaSet apps.ReplicaSet
apps/v1 StatefulSet apps.StatefulSet
events.k8s.io/v1 Event events.Event
autoscaling/v1 Scale autoscaling.Scale
autoscaling/v2 HorizontalPodAutoscaler autoscaling.HorizontalPodAutoscaler
batch/v1 CronJob batch.CronJob
batch/v1 Job batch.Job
networking.k8s.io/v1 Ingress networking.Ingress
networking.k8s.io/v1 IngressClass networking.IngressClass
networking.k8s.io/v1 NetworkPolicy networking.NetworkPolicy
policy/v1 PodDisruptionBudget policy.PodDisruptionBudget
policy/v1 Eviction policy.Eviction
rbac.authorization.k8s.io/v1 ClusterRole rbac.ClusterRole
rbac.authorization.k8s.io/v1 ClusterRoleBinding rbac.ClusterRoleBinding
rbac.authorization.k8s.io/v1 Role rbac.Role
rbac.authorization.k8s.io/v1 RoleBinding rbac.RoleBinding
storage.k8s.io/v1 StorageClass storage.StorageClass
admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration admissionregistration.ValidatingWebhookConfiguration
scheduling.k8s.io/v1 PriorityClass scheduling.PriorityClass
coordination.k8s.io/v1 Lease coordination.Lease
discovery.k8s.io/v1 EndpointSlice discovery.EndpointSlice
`;

export const STRUCTS = `
admissionregistration.MatchCondition name!s expression!s
admissionregistration.RuleWithOperations operations?[s:v1.OperationType apiGroups?[s@Rule apiVersions?[s@Rule resources?[s@Rule scope?*s:v1.ScopeType@Rule
admissionregistration.ServiceReference namespace!s name!s path?*s port?*i
admissionregistration.ValidatingWebhook name!s clientConfig!admissionregistration.WebhookClientConfig rules?[admissionregistration.RuleWithOperations failurePolicy?*s:v1.FailurePolicyType matchPolicy?*s:v1.MatchPolicyType namespaceSelector?*meta.LabelSelector objectSelector?*meta.LabelSelector sideEffects!*s:v1.SideEffectClass timeoutSeconds?*i admissionReviewVersions![s matchConditions?[admissionregistration.MatchCondition
admissionregistration.ValidatingWebhookConfiguration kind?s apiVersion?s metadata?meta.ObjectMeta webhooks?[admissionregistration.ValidatingWebhook
admissionregistration.WebhookClientConfig url?*s service?*admissionregistration.ServiceReference caBundle?B
apps.ControllerRevision kind?s apiVersion?s metadata?meta.ObjectMeta data?R revision!l
apps.DaemonSet kind?s apiVersion?s metadata?meta.ObjectMeta spec?apps.DaemonSetSpec status?apps.DaemonSetStatus
apps.DaemonSetCondition type!s:v1.DaemonSetConditionType status!s:v1.ConditionStatus lastTransitionTime?T reason?s message?s
apps.DaemonSetSpec selector!*meta.LabelSelector template!core.PodTemplateSpec updateStrategy?apps.DaemonSetUpdateStrategy minReadySeconds?i revisionHistoryLimit?*i
apps.DaemonSetStatus currentNumberScheduled!i numberMisscheduled!i desiredNumberScheduled!i numberReady!i observedGeneration?l updatedNumberScheduled?i numberAvailable?i numberUnavailable?i collisionCount?*i conditions?[apps.DaemonSetCondition
apps.DaemonSetUpdateStrategy type?s:v1.DaemonSetUpdateStrategyType rollingUpdate?*apps.RollingUpdateDaemonSet
apps.Deployment kind?s apiVersion?s metadata?meta.ObjectMeta spec?apps.DeploymentSpec status?apps.DeploymentStatus
apps.DeploymentCondition type!s:v1.DeploymentConditionType status!s:v1.ConditionStatus lastUpdateTime?T lastTransitionTime?T reason?s message?s
apps.DeploymentSpec replicas?*i selector!*meta.LabelSelector template!core.PodTemplateSpec strategy?apps.DeploymentStrategy minReadySeconds?i revisionHistoryLimit?*i paused?b progressDeadlineSeconds?*i
apps.DeploymentStatus observedGeneration?l replicas?i updatedReplicas?i readyReplicas?i availableReplicas?i unavailableReplicas?i terminatingReplicas?*i conditions?[apps.DeploymentCondition collisionCount?*i
apps.DeploymentStrategy type?s:v1.DeploymentStrategyType rollingUpdate?*apps.RollingUpdateDeployment
apps.ReplicaSet kind?s apiVersion?s metadata?meta.ObjectMeta spec?apps.ReplicaSetSpec status?apps.ReplicaSetStatus
apps.ReplicaSetCondition type!s:v1.ReplicaSetConditionType status!s:v1.ConditionStatus lastTransitionTime?T reason?s message?s
apps.ReplicaSetSpec replicas?*i minReadySeconds?i selector!*meta.LabelSelector template?core.PodTemplateSpec
apps.ReplicaSetStatus replicas!i fullyLabeledReplicas?i readyReplicas?i availableReplicas?i terminatingReplicas?*i observedGeneration?l conditions?[apps.ReplicaSetCondition
apps.RollingUpdateDaemonSet maxUnavailable?*I maxSurge?*I
apps.RollingUpdateDeployment maxUnavailable?*I maxSurge?*I
apps.RollingUpdateStatefulSetStrategy partition?*i maxUnavailable?*I
apps.StatefulSet kind?s apiVersion?s metadata?meta.ObjectMeta spec?apps.StatefulSetSpec status?apps.StatefulSetStatus
apps.StatefulSetCondition type!s:v1.StatefulSetConditionType status!s:v1.ConditionStatus lastTransitionTime?T reason?s message?s
apps.StatefulSetOrdinals start!i
apps.StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted?s:v1.PersistentVolumeClaimRetentionPolicyType whenScaled?s:v1.PersistentVolumeClaimRetentionPolicyType
apps.StatefulSetSpec replicas?*i selector!*meta.LabelSelector template!core.PodTemplateSpec volumeClaimTemplates?[core.PersistentVolumeClaim serviceName!s podManagementPolicy?s:v1.PodManagementPolicyType updateStrategy?apps.StatefulSetUpdateStrategy revisionHistoryLimit?*i minReadySeconds?i persistentVolumeClaimRetentionPolicy?*apps.StatefulSetPersistentVolumeClaimRetentionPolicy ordinals?*apps.StatefulSetOrdinals
apps.StatefulSetStatus observedGeneration?l replicas!i readyReplicas?i currentReplicas?i updatedReplicas?i currentRevision?s updateRevision?s collisionCount?*i conditions?[apps.StatefulSetCondition availableReplicas!i
apps.StatefulSetUpdateStrategy type?s:v1.StatefulSetUpdateStrategyType rollingUpdate?*apps.RollingUpdateStatefulSetStrategy
autoscaling.ContainerResourceMetricSource=v2 name!s:v1.ResourceName target!autoscaling.MetricTarget container!s
autoscaling.ContainerResourceMetricStatus=v2 name!s:v1.ResourceName current!autoscaling.MetricValueStatus container!s
autoscaling.CrossVersionObjectReference=v2 kind!s name!s apiVersion?s
autoscaling.ExternalMetricSource=v2 metric!autoscaling.MetricIdentifier target!autoscaling.MetricTarget
autoscaling.ExternalMetricStatus=v2 metric!autoscaling.MetricIdentifier current!autoscaling.MetricValueStatus
autoscaling.HPAScalingPolicy=v2 type!s:v2.HPAScalingPolicyType value!i periodSeconds!i
autoscaling.HPAScalingRules=v2 stabilizationWindowSeconds?*i selectPolicy?*s:v2.ScalingPolicySelect policies?[autoscaling.HPAScalingPolicy tolerance?*Q
autoscaling.HorizontalPodAutoscaler=v2 kind?s apiVersion?s metadata?meta.ObjectMeta spec?autoscaling.HorizontalPodAutoscalerSpec status?autoscaling.HorizontalPodAutoscalerStatus
autoscaling.HorizontalPodAutoscalerBehavior=v2 scaleUp?*autoscaling.HPAScalingRules scaleDown?*autoscaling.HPAScalingRules
autoscaling.HorizontalPodAutoscalerCondition=v2 type!s:v2.HorizontalPodAutoscalerConditionType status!s:v1.ConditionStatus lastTransitionTime?T reason?s message?s
autoscaling.HorizontalPodAutoscalerSpec=v2 scaleTargetRef!autoscaling.CrossVersionObjectReference minReplicas?*i maxReplicas!i metrics?[autoscaling.MetricSpec behavior?*autoscaling.HorizontalPodAutoscalerBehavior
autoscaling.HorizontalPodAutoscalerStatus=v2 observedGeneration?*l lastScaleTime?*T currentReplicas?i desiredReplicas!i currentMetrics![autoscaling.MetricStatus conditions?[autoscaling.HorizontalPodAutoscalerCondition
autoscaling.MetricIdentifier=v2 name!s selector?*meta.LabelSelector
autoscaling.MetricSpec=v2 type!s:v2.MetricSourceType object?*autoscaling.ObjectMetricSource pods?*autoscaling.PodsMetricSource resource?*autoscaling.ResourceMetricSource containerResource?*autoscaling.ContainerResourceMetricSource external?*autoscaling.ExternalMetricSource
autoscaling.MetricStatus=v2 type!s:v2.MetricSourceType object?*autoscaling.ObjectMetricStatus pods?*autoscaling.PodsMetricStatus resource?*autoscaling.ResourceMetricStatus containerResource?*autoscaling.ContainerResourceMetricStatus external?*autoscaling.ExternalMetricStatus
autoscaling.MetricTarget=v2 type!s:v2.MetricTargetType value?*Q averageValue?*Q averageUtilization?*i
autoscaling.MetricValueStatus=v2 value?*Q averageValue?*Q averageUtilization?*i
autoscaling.ObjectMetricSource=v2 describedObject!autoscaling.CrossVersionObjectReference target!autoscaling.MetricTarget metric!autoscaling.MetricIdentifier
autoscaling.ObjectMetricStatus=v2 metric!autoscaling.MetricIdentifier current!autoscaling.MetricValueStatus describedObject!autoscaling.CrossVersionObjectReference
autoscaling.PodsMetricSource=v2 metric!autoscaling.MetricIdentifier target!autoscaling.MetricTarget
autoscaling.PodsMetricStatus=v2 metric!autoscaling.MetricIdentifier current!autoscaling.MetricValueStatus
autoscaling.ResourceMetricSource=v2 name!s:v1.ResourceName target!autoscaling.MetricTarget
autoscaling.ResourceMetricStatus=v2 name!s:v1.ResourceName current!autoscaling.MetricValueStatus
autoscaling.Scale kind?s apiVersion?s metadata?meta.ObjectMeta spec?autoscaling.ScaleSpec status?autoscaling.ScaleStatus
autoscaling.ScaleSpec replicas?i
autoscaling.ScaleStatus replicas!i selector?s
batch.CronJob kind?s apiVersion?s metadata?meta.ObjectMeta spec?batch.CronJobSpec status?batch.CronJobStatus
batch.CronJobSpec schedule!s timeZone?*s startingDeadlineSeconds?*l concurrencyPolicy?s:v1.ConcurrencyPolicy suspend?*b jobTemplate!batch.JobTemplateSpec successfulJobsHistoryLimit?*i failedJobsHistoryLimit?*i
batch.CronJobStatus active?[core.ObjectReference lastScheduleTime?*T lastSuccessfulTime?*T
batch.Job kind?s apiVersion?s metadata?meta.ObjectMeta spec?batch.JobSpec status?batch.JobStatus
batch.JobCondition type!s:v1.JobConditionType status!s:v1.ConditionStatus lastProbeTime?T lastTransitionTime?T reason?s message?s
batch.JobSpec parallelism?*i completions?*i activeDeadlineSeconds?*l podFailurePolicy?*batch.PodFailurePolicy successPolicy?*batch.SuccessPolicy backoffLimit?*i backoffLimitPerIndex?*i maxFailedIndexes?*i selector?*meta.LabelSelector manualSelector?*b template!core.PodTemplateSpec ttlSecondsAfterFinished?*i completionMode?*s:v1.CompletionMode suspend?*b podReplacementPolicy?*s:v1.PodReplacementPolicy managedBy?*s
batch.JobStatus conditions?[batch.JobCondition startTime?*T completionTime?*T active?i succeeded?i failed?i terminating?*i completedIndexes?s failedIndexes?*s uncountedTerminatedPods?*batch.UncountedTerminatedPods ready?*i
batch.JobTemplateSpec metadata?meta.ObjectMeta spec?batch.JobSpec
batch.PodFailurePolicy rules![batch.PodFailurePolicyRule
batch.PodFailurePolicyOnExitCodesRequirement containerName?*s operator!s:v1.PodFailurePolicyOnExitCodesOperator values![i
batch.PodFailurePolicyOnPodConditionsPattern type!s:v1.PodConditionType status!s:v1.ConditionStatus
batch.PodFailurePolicyRule action!s:v1.PodFailurePolicyAction onExitCodes?*batch.PodFailurePolicyOnExitCodesRequirement onPodConditions?[batch.PodFailurePolicyOnPodConditionsPattern
batch.SuccessPolicy rules![batch.SuccessPolicyRule
batch.SuccessPolicyRule succeededIndexes?*s succeededCount?*i
batch.UncountedTerminatedPods succeeded?[s:types.UID failed?[s:types.UID
coordination.Lease kind?s apiVersion?s metadata?meta.ObjectMeta spec?coordination.LeaseSpec
coordination.LeaseSpec holderIdentity?*s leaseDurationSeconds?*i acquireTime?*M renewTime?*M leaseTransitions?*i strategy?*s:v1.CoordinatedLeaseStrategy preferredHolder?*s
core.AWSElasticBlockStoreVolumeSource volumeID!s fsType?s partition?i readOnly?b
core.Affinity nodeAffinity?*core.NodeAffinity podAffinity?*core.PodAffinity podAntiAffinity?*core.PodAntiAffinity
core.AppArmorProfile type!s:v1.AppArmorProfileType localhostProfile?*s
core.AttachedVolume name!s:v1.UniqueVolumeName devicePath!s
core.AzureDiskVolumeSource diskName!s diskURI!s cachingMode?*s:v1.AzureDataDiskCachingMode fsType?*s readOnly?*b kind?*s:v1.AzureDataDiskKind
core.AzureFilePersistentVolumeSource secretName!s shareName!s readOnly?b secretNamespace!*s
core.AzureFileVolumeSource secretName!s shareName!s readOnly?b
core.Binding kind?s apiVersion?s metadata?meta.ObjectMeta target!core.ObjectReference
core.CSIPersistentVolumeSource driver!s volumeHandle!s readOnly?b fsType?s volumeAttributes?{s controllerPublishSecretRef?*core.SecretReference nodeStageSecretRef?*core.SecretReference nodePublishSecretRef?*core.SecretReference controllerExpandSecretRef?*core.SecretReference nodeExpandSecretRef?*core.SecretReference
core.CSIVolumeSource driver!s readOnly?*b fsType?*s volumeAttributes?{s nodePublishSecretRef?*core.LocalObjectReference
core.Capabilities add?[s:v1.Capability drop?[s:v1.Capability
core.CephFSPersistentVolumeSource monitors![s path?s user?s secretFile?s secretRef?*core.SecretReference readOnly?b
core.CephFSVolumeSource monitors![s path?s user?s secretFile?s secretRef?*core.LocalObjectReference readOnly?b
core.CinderPersistentVolumeSource volumeID!s fsType?s readOnly?b secretRef?*core.SecretReference
core.CinderVolumeSource volumeID!s fsType?s readOnly?b secretRef?*core.LocalObjectReference
core.ClientIPConfig timeoutSeconds?*i
core.ClusterTrustBundleProjection name?*s signerName?*s labelSelector?*meta.LabelSelector optional?*b path!s
core.ConfigMap kind?s apiVersion?s metadata?meta.ObjectMeta immutable?*b data?{s binaryData?{B
core.ConfigMapEnvSource name?s@LocalObjectReference optional?*b
core.ConfigMapKeySelector name?s@LocalObjectReference key!s optional?*b
core.ConfigMapNodeConfigSource namespace!s name!s uid?s:types.UID resourceVersion?s kubeletConfigKey!s
core.ConfigMapProjection name?s@LocalObjectReference items?[core.KeyToPath optional?*b
core.ConfigMapVolumeSource name?s@LocalObjectReference items?[core.KeyToPath defaultMode?*i optional?*b
core.Container name!s image?s command?[s args?[s workingDir?s ports?[core.ContainerPort envFrom?[core.EnvFromSource env?[core.EnvVar resources?core.ResourceRequirements resizePolicy?[core.ContainerResizePolicy restartPolicy?*s:v1.ContainerRestartPolicy restartPolicyRules?[core.ContainerRestartRule volumeMounts?[core.VolumeMount volumeDevices?[core.VolumeDevice livenessProbe?*core.Probe readinessProbe?*core.Probe startupProbe?*core.Probe lifecycle?*core.Lifecycle terminationMessagePath?s terminationMessagePolicy?s:v1.TerminationMessagePolicy imagePullPolicy?s:v1.PullPolicy securityContext?*core.SecurityContext stdin?b stdinOnce?b tty?b
core.ContainerExtendedResourceRequest containerName!s resourceName!s requestName!s
core.ContainerImage names![s sizeBytes?l
core.ContainerPort name?s hostPort?i containerPort!i protocol?s:v1.Protocol hostIP?s
core.ContainerResizePolicy resourceName!s:v1.ResourceName restartPolicy!s:v1.ResourceResizeRestartPolicy
core.ContainerRestartRule action?s:v1.ContainerRestartRuleAction exitCodes?*core.ContainerRestartRuleOnExitCodes
core.ContainerRestartRuleOnExitCodes operator?s:v1.ContainerRestartRuleOnExitCodesOperator values?[i
core.ContainerState waiting?*core.ContainerStateWaiting running?*core.ContainerStateRunning terminated?*core.ContainerStateTerminated
core.ContainerStateRunning startedAt?T
core.ContainerStateTerminated exitCode!i signal?i reason?s message?s startedAt?T finishedAt?T containerID?s
core.ContainerStateWaiting reason?s message?s
core.ContainerStatus name!s state?core.ContainerState lastState?core.ContainerState ready!b restartCount!i image!s imageID!s containerID?s started?*b allocatedResources?{<v1.ResourceName>Q~v1.ResourceList resources?*core.ResourceRequirements volumeMounts?[core.VolumeMountStatus user?*core.ContainerUser allocatedResourcesStatus?[core.ResourceStatus stopSignal?*s:v1.Signal
core.ContainerUser linux?*core.LinuxContainerUser
core.DaemonEndpoint Port!i
core.DownwardAPIProjection items?[core.DownwardAPIVolumeFile
core.DownwardAPIVolumeFile path!s fieldRef?*core.ObjectFieldSelector resourceFieldRef?*core.ResourceFieldSelector mode?*i
core.DownwardAPIVolumeSource items?[core.DownwardAPIVolumeFile defaultMode?*i
core.EmptyDirVolumeSource medium?s:v1.StorageMedium sizeLimit?*Q
core.EndpointAddress ip!s hostname?s nodeName?*s targetRef?*core.ObjectReference
core.EndpointPort name?s port!i protocol?s:v1.Protocol appProtocol?*s
core.EndpointSubset addresses?[core.EndpointAddress notReadyAddresses?[core.EndpointAddress ports?[core.EndpointPort
core.Endpoints kind?s apiVersion?s metadata?meta.ObjectMeta subsets?[core.EndpointSubset
core.EnvFromSource prefix?s configMapRef?*core.ConfigMapEnvSource secretRef?*core.SecretEnvSource
core.EnvVar name!s value?s valueFrom?*core.EnvVarSource
core.EnvVarSource fieldRef?*core.ObjectFieldSelector resourceFieldRef?*core.ResourceFieldSelector configMapKeyRef?*core.ConfigMapKeySelector secretKeyRef?*core.SecretKeySelector fileKeyRef?*core.FileKeySelector
core.EphemeralContainer name!s@EphemeralContainerCommon image?s@EphemeralContainerCommon command?[s@EphemeralContainerCommon args?[s@EphemeralContainerCommon workingDir?s@EphemeralContainerCommon ports?[core.ContainerPort@EphemeralContainerCommon envFrom?[core.EnvFromSource@EphemeralContainerCommon env?[core.EnvVar@EphemeralContainerCommon resources?core.ResourceRequirements@EphemeralContainerCommon resizePolicy?[core.ContainerResizePolicy@EphemeralContainerCommon restartPolicy?*s:v1.ContainerRestartPolicy@EphemeralContainerCommon restartPolicyRules?[core.ContainerRestartRule@EphemeralContainerCommon volumeMounts?[core.VolumeMount@EphemeralContainerCommon volumeDevices?[core.VolumeDevice@EphemeralContainerCommon livenessProbe?*core.Probe@EphemeralContainerCommon readinessProbe?*core.Probe@EphemeralContainerCommon startupProbe?*core.Probe@EphemeralContainerCommon lifecycle?*core.Lifecycle@EphemeralContainerCommon terminationMessagePath?s@EphemeralContainerCommon terminationMessagePolicy?s:v1.TerminationMessagePolicy@EphemeralContainerCommon imagePullPolicy?s:v1.PullPolicy@EphemeralContainerCommon securityContext?*core.SecurityContext@EphemeralContainerCommon stdin?b@EphemeralContainerCommon stdinOnce?b@EphemeralContainerCommon tty?b@EphemeralContainerCommon targetContainerName?s
core.EphemeralVolumeSource volumeClaimTemplate?*core.PersistentVolumeClaimTemplate
core.Event kind?s apiVersion?s metadata!meta.ObjectMeta involvedObject!core.ObjectReference reason?s message?s source?core.EventSource firstTimestamp?T lastTimestamp?T count?i type?s eventTime?M series?*core.EventSeries action?s related?*core.ObjectReference reportingComponent!s reportingInstance!s
core.EventSeries count?i lastObservedTime?M
core.EventSource component?s host?s
core.ExecAction command?[s
core.FCVolumeSource targetWWNs?[s lun?*i fsType?s readOnly?b wwids?[s
core.FileKeySelector volumeName!s path!s key!s optional?*b
core.FlexPersistentVolumeSource driver!s fsType?s secretRef?*core.SecretReference readOnly?b options?{s
core.FlexVolumeSource driver!s fsType?s secretRef?*core.LocalObjectReference readOnly?b options?{s
core.FlockerVolumeSource datasetName?s datasetUUID?s
core.GCEPersistentDiskVolumeSource pdName!s fsType?s partition?i readOnly?b
core.GRPCAction port!i service!*s
core.GitRepoVolumeSource repository!s revision?s directory?s
core.GlusterfsPersistentVolumeSource endpoints!s path!s readOnly?b endpointsNamespace?*s
core.GlusterfsVolumeSource endpoints!s path!s readOnly?b
core.HTTPGetAction path?s port!I host?s scheme?s:v1.URIScheme httpHeaders?[core.HTTPHeader
core.HTTPHeader name!s value!s
core.HostAlias ip!s hostnames?[s
core.HostIP ip!s
core.HostPathVolumeSource path!s type?*s:v1.HostPathType
core.ISCSIPersistentVolumeSource targetPortal!s iqn!s lun!i iscsiInterface?s fsType?s readOnly?b portals?[s chapAuthDiscovery?b chapAuthSession?b secretRef?*core.SecretReference initiatorName?*s
core.ISCSIVolumeSource targetPortal!s iqn!s lun!i iscsiInterface?s fsType?s readOnly?b portals?[s chapAuthDiscovery?b chapAuthSession?b secretRef?*core.LocalObjectReference initiatorName?*s
core.ImageVolumeSource reference?s pullPolicy?s:v1.PullPolicy
core.KeyToPath key!s path!s mode?*i
core.Lifecycle postStart?*core.LifecycleHandler preStop?*core.LifecycleHandler stopSignal?*s:v1.Signal
core.LifecycleHandler exec?*core.ExecAction httpGet?*core.HTTPGetAction tcpSocket?*core.TCPSocketAction sleep?*core.SleepAction
core.LimitRange kind?s apiVersion?s metadata?meta.ObjectMeta spec?core.LimitRangeSpec
core.LimitRangeItem type!s:v1.LimitType max?{<v1.ResourceName>Q~v1.ResourceList min?{<v1.ResourceName>Q~v1.ResourceList default?{<v1.ResourceName>Q~v1.ResourceList defaultRequest?{<v1.ResourceName>Q~v1.ResourceList maxLimitRequestRatio?{<v1.ResourceName>Q~v1.ResourceList
core.LimitRangeSpec limits![core.LimitRangeItem
core.LinuxContainerUser uid!l gid!l supplementalGroups?[l
core.LoadBalancerIngress ip?s hostname?s ipMode?*s:v1.LoadBalancerIPMode ports?[core.PortStatus
core.LoadBalancerStatus ingress?[core.LoadBalancerIngress
core.LocalObjectReference name?s
core.LocalVolumeSource path!s fsType?*s
core.ModifyVolumeStatus targetVolumeAttributesClassName?s status!s:v1.PersistentVolumeClaimModifyVolumeStatus
core.NFSVolumeSource server!s path!s readOnly?b
core.Namespace kind?s apiVersion?s metadata?meta.ObjectMeta spec?core.NamespaceSpec status?core.NamespaceStatus
core.NamespaceCondition type!s:v1.NamespaceConditionType status!s:v1.ConditionStatus lastTransitionTime?T reason?s message?s
core.NamespaceSpec finalizers?[s:v1.FinalizerName
core.NamespaceStatus phase?s:v1.NamespacePhase conditions?[core.NamespaceCondition
core.Node kind?s apiVersion?s metadata?meta.ObjectMeta spec?core.NodeSpec status?core.NodeStatus
core.NodeAddress type!s:v1.NodeAddressType address!s
core.NodeAffinity requiredDuringSchedulingIgnoredDuringExecution?*core.NodeSelector preferredDuringSchedulingIgnoredDuringExecution?[core.PreferredSchedulingTerm
core.NodeCondition type!s:v1.NodeConditionType status!s:v1.ConditionStatus lastHeartbeatTime?T lastTransitionTime?T reason?s message?s
core.NodeConfigSource configMap?*core.ConfigMapNodeConfigSource
core.NodeConfigStatus assigned?*core.NodeConfigSource active?*core.NodeConfigSource lastKnownGood?*core.NodeConfigSource error?s
core.NodeDaemonEndpoints kubeletEndpoint?core.DaemonEndpoint
core.NodeFeatures supplementalGroupsPolicy?*b
core.NodeRuntimeHandler name!s features?*core.NodeRuntimeHandlerFeatures
core.NodeRuntimeHandlerFeatures recursiveReadOnlyMounts?*b userNamespaces?*b
core.NodeSelector nodeSelectorTerms![core.NodeSelectorTerm
core.NodeSelectorRequirement key!s operator!s:v1.NodeSelectorOperator values?[s
core.NodeSelectorTerm matchExpressions?[core.NodeSelectorRequirement matchFields?[core.NodeSelectorRequirement
core.NodeSpec podCIDR?s podCIDRs?[s providerID?s unschedulable?b taints?[core.Taint configSource?*core.NodeConfigSource externalID?s
core.NodeStatus capacity?{<v1.ResourceName>Q~v1.ResourceList allocatable?{<v1.ResourceName>Q~v1.ResourceList phase?s:v1.NodePhase conditions?[core.NodeCondition addresses?[core.NodeAddress daemonEndpoints?core.NodeDaemonEndpoints nodeInfo?core.NodeSystemInfo images?[core.ContainerImage volumesInUse?[s:v1.UniqueVolumeName volumesAttached?[core.AttachedVolume config?*core.NodeConfigStatus runtimeHandlers?[core.NodeRuntimeHandler features?*core.NodeFeatures declaredFeatures?[s
core.NodeSwapStatus capacity?*l
core.NodeSystemInfo machineID!s systemUUID!s bootID!s kernelVersion!s osImage!s containerRuntimeVersion!s kubeletVersion!s kubeProxyVersion!s operatingSystem!s architecture!s swap?*core.NodeSwapStatus
core.ObjectFieldSelector apiVersion?s fieldPath!s
core.ObjectReference kind?s namespace?s name?s uid?s:types.UID apiVersion?s resourceVersion?s fieldPath?s
core.PersistentVolume kind?s apiVersion?s metadata?meta.ObjectMeta spec?core.PersistentVolumeSpec status?core.PersistentVolumeStatus
core.PersistentVolumeClaim kind?s apiVersion?s metadata?meta.ObjectMeta spec?core.PersistentVolumeClaimSpec status?core.PersistentVolumeClaimStatus
core.PersistentVolumeClaimCondition type!s:v1.PersistentVolumeClaimConditionType status!s:v1.ConditionStatus lastProbeTime?T lastTransitionTime?T reason?s message?s
core.PersistentVolumeClaimSpec accessModes?[s:v1.PersistentVolumeAccessMode selector?*meta.LabelSelector resources?core.VolumeResourceRequirements volumeName?s storageClassName?*s volumeMode?*s:v1.PersistentVolumeMode dataSource?*core.TypedLocalObjectReference dataSourceRef?*core.TypedObjectReference volumeAttributesClassName?*s
core.PersistentVolumeClaimStatus phase?s:v1.PersistentVolumeClaimPhase accessModes?[s:v1.PersistentVolumeAccessMode capacity?{<v1.ResourceName>Q~v1.ResourceList conditions?[core.PersistentVolumeClaimCondition allocatedResources?{<v1.ResourceName>Q~v1.ResourceList allocatedResourceStatuses?{<v1.ResourceName>s:v1.ClaimResourceStatus currentVolumeAttributesClassName?*s modifyVolumeStatus?*core.ModifyVolumeStatus
core.PersistentVolumeClaimTemplate metadata?meta.ObjectMeta spec!core.PersistentVolumeClaimSpec
core.PersistentVolumeClaimVolumeSource claimName!s readOnly?b
core.PersistentVolumeSpec capacity?{<v1.ResourceName>Q~v1.ResourceList gcePersistentDisk?*core.GCEPersistentDiskVolumeSource@PersistentVolumeSource awsElasticBlockStore?*core.AWSElasticBlockStoreVolumeSource@PersistentVolumeSource hostPath?*core.HostPathVolumeSource@PersistentVolumeSource glusterfs?*core.GlusterfsPersistentVolumeSource@PersistentVolumeSource nfs?*core.NFSVolumeSource@PersistentVolumeSource rbd?*core.RBDPersistentVolumeSource@PersistentVolumeSource iscsi?*core.ISCSIPersistentVolumeSource@PersistentVolumeSource cinder?*core.CinderPersistentVolumeSource@PersistentVolumeSource cephfs?*core.CephFSPersistentVolumeSource@PersistentVolumeSource fc?*core.FCVolumeSource@PersistentVolumeSource flocker?*core.FlockerVolumeSource@PersistentVolumeSource flexVolume?*core.FlexPersistentVolumeSource@PersistentVolumeSource azureFile?*core.AzureFilePersistentVolumeSource@PersistentVolumeSource vsphereVolume?*core.VsphereVirtualDiskVolumeSource@PersistentVolumeSource quobyte?*core.QuobyteVolumeSource@PersistentVolumeSource azureDisk?*core.AzureDiskVolumeSource@PersistentVolumeSource photonPersistentDisk?*core.PhotonPersistentDiskVolumeSource@PersistentVolumeSource portworxVolume?*core.PortworxVolumeSource@PersistentVolumeSource scaleIO?*core.ScaleIOPersistentVolumeSource@PersistentVolumeSource local?*core.LocalVolumeSource@PersistentVolumeSource storageos?*core.StorageOSPersistentVolumeSource@PersistentVolumeSource csi?*core.CSIPersistentVolumeSource@PersistentVolumeSource accessModes?[s:v1.PersistentVolumeAccessMode claimRef?*core.ObjectReference persistentVolumeReclaimPolicy?s:v1.PersistentVolumeReclaimPolicy storageClassName?s mountOptions?[s volumeMode?*s:v1.PersistentVolumeMode nodeAffinity?*core.VolumeNodeAffinity volumeAttributesClassName?*s
core.PersistentVolumeStatus phase?s:v1.PersistentVolumePhase message?s reason?s lastPhaseTransitionTime?*T
core.PhotonPersistentDiskVolumeSource pdID!s fsType?s
core.Pod kind?s apiVersion?s metadata?meta.ObjectMeta spec?core.PodSpec status?core.PodStatus
core.PodAffinity requiredDuringSchedulingIgnoredDuringExecution?[core.PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution?[core.WeightedPodAffinityTerm
core.PodAffinityTerm labelSelector?*meta.LabelSelector namespaces?[s topologyKey!s namespaceSelector?*meta.LabelSelector matchLabelKeys?[s mismatchLabelKeys?[s
core.PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution?[core.PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution?[core.WeightedPodAffinityTerm
core.PodCertificateProjection signerName?s keyType?s maxExpirationSeconds?*i credentialBundlePath?s keyPath?s certificateChainPath?s userAnnotations?{s
core.PodCondition type!s:v1.PodConditionType observedGeneration?l status!s:v1.ConditionStatus lastProbeTime?T lastTransitionTime?T reason?s message?s
core.PodDNSConfig nameservers?[s searches?[s options?[core.PodDNSConfigOption
core.PodDNSConfigOption name?s value?*s
core.PodExtendedResourceClaimStatus requestMappings![core.ContainerExtendedResourceRequest resourceClaimName!s
core.PodIP ip!s
core.PodOS name!s:v1.OSName
core.PodReadinessGate conditionType!s:v1.PodConditionType
core.PodResourceClaim name!s resourceClaimName?*s resourceClaimTemplateName?*s
core.PodResourceClaimStatus name!s resourceClaimName?*s
core.PodSchedulingGate name!s
core.PodSecurityContext seLinuxOptions?*core.SELinuxOptions windowsOptions?*core.WindowsSecurityContextOptions runAsUser?*l runAsGroup?*l runAsNonRoot?*b supplementalGroups?[l supplementalGroupsPolicy?*s:v1.SupplementalGroupsPolicy fsGroup?*l sysctls?[core.Sysctl fsGroupChangePolicy?*s:v1.PodFSGroupChangePolicy seccompProfile?*core.SeccompProfile appArmorProfile?*core.AppArmorProfile seLinuxChangePolicy?*s:v1.PodSELinuxChangePolicy
core.PodSpec volumes?[core.Volume initContainers?[core.Container containers![core.Container ephemeralContainers?[core.EphemeralContainer restartPolicy?s:v1.RestartPolicy terminationGracePeriodSeconds?*l activeDeadlineSeconds?*l dnsPolicy?s:v1.DNSPolicy nodeSelector?{s serviceAccountName?s serviceAccount?s automountServiceAccountToken?*b nodeName?s hostNetwork?b hostPID?b hostIPC?b shareProcessNamespace?*b securityContext?*core.PodSecurityContext imagePullSecrets?[core.LocalObjectReference hostname?s subdomain?s affinity?*core.Affinity schedulerName?s tolerations?[core.Toleration hostAliases?[core.HostAlias priorityClassName?s priority?*i dnsConfig?*core.PodDNSConfig readinessGates?[core.PodReadinessGate runtimeClassName?*s enableServiceLinks?*b preemptionPolicy?*s:v1.PreemptionPolicy overhead?{<v1.ResourceName>Q~v1.ResourceList topologySpreadConstraints?[core.TopologySpreadConstraint setHostnameAsFQDN?*b os?*core.PodOS hostUsers?*b schedulingGates?[core.PodSchedulingGate resourceClaims?[core.PodResourceClaim resources?*core.ResourceRequirements hostnameOverride?*s workloadRef?*core.WorkloadReference
core.PodStatus observedGeneration?l phase?s:v1.PodPhase conditions?[core.PodCondition message?s reason?s nominatedNodeName?s hostIP?s hostIPs?[core.HostIP podIP?s podIPs?[core.PodIP startTime?*T initContainerStatuses?[core.ContainerStatus containerStatuses?[core.ContainerStatus qosClass?s:v1.PodQOSClass ephemeralContainerStatuses?[core.ContainerStatus resize?s:v1.PodResizeStatus resourceClaimStatuses?[core.PodResourceClaimStatus extendedResourceClaimStatus?*core.PodExtendedResourceClaimStatus allocatedResources?{<v1.ResourceName>Q~v1.ResourceList resources?*core.ResourceRequirements
core.PodTemplate kind?s apiVersion?s metadata?meta.ObjectMeta template?core.PodTemplateSpec
core.PodTemplateSpec metadata?meta.ObjectMeta spec?core.PodSpec
core.PortStatus port!i protocol!s:v1.Protocol error?*s
core.PortworxVolumeSource volumeID!s fsType?s readOnly?b
core.PreferredSchedulingTerm weight!i preference!core.NodeSelectorTerm
core.Probe exec?*core.ExecAction@ProbeHandler httpGet?*core.HTTPGetAction@ProbeHandler tcpSocket?*core.TCPSocketAction@ProbeHandler grpc?*core.GRPCAction@ProbeHandler initialDelaySeconds?i timeoutSeconds?i periodSeconds?i successThreshold?i failureThreshold?i terminationGracePeriodSeconds?*l
core.ProjectedVolumeSource sources![core.VolumeProjection defaultMode?*i
core.QuobyteVolumeSource registry!s volume!s readOnly?b user?s group?s tenant?s
core.RBDPersistentVolumeSource monitors![s image!s fsType?s pool?s user?s keyring?s secretRef?*core.SecretReference readOnly?b
core.RBDVolumeSource monitors![s image!s fsType?s pool?s user?s keyring?s secretRef?*core.LocalObjectReference readOnly?b
core.ReplicationController kind?s apiVersion?s metadata?meta.ObjectMeta spec?core.ReplicationControllerSpec status?core.ReplicationControllerStatus
core.ReplicationControllerCondition type!s:v1.ReplicationControllerConditionType status!s:v1.ConditionStatus lastTransitionTime?T reason?s message?s
core.ReplicationControllerSpec replicas?*i minReadySeconds?i selector?{s template?*core.PodTemplateSpec
core.ReplicationControllerStatus replicas!i fullyLabeledReplicas?i readyReplicas?i availableReplicas?i observedGeneration?l conditions?[core.ReplicationControllerCondition
core.ResourceClaim name!s request?s
core.ResourceFieldSelector containerName?s resource!s divisor?Q
core.ResourceHealth resourceID!s:v1.ResourceID health?s:v1.ResourceHealthStatus
core.ResourceQuota kind?s apiVersion?s metadata?meta.ObjectMeta spec?core.ResourceQuotaSpec status?core.ResourceQuotaStatus
core.ResourceQuotaSpec hard?{<v1.ResourceName>Q~v1.ResourceList scopes?[s:v1.ResourceQuotaScope scopeSelector?*core.ScopeSelector
core.ResourceQuotaStatus hard?{<v1.ResourceName>Q~v1.ResourceList used?{<v1.ResourceName>Q~v1.ResourceList
core.ResourceRequirements limits?{<v1.ResourceName>Q~v1.ResourceList requests?{<v1.ResourceName>Q~v1.ResourceList claims?[core.ResourceClaim
core.ResourceStatus name!s:v1.ResourceName resources?[core.ResourceHealth
core.SELinuxOptions user?s role?s type?s level?s
core.ScaleIOPersistentVolumeSource gateway!s system!s secretRef!*core.SecretReference sslEnabled?b protectionDomain?s storagePool?s storageMode?s volumeName?s fsType?s readOnly?b
core.ScaleIOVolumeSource gateway!s system!s secretRef!*core.LocalObjectReference sslEnabled?b protectionDomain?s storagePool?s storageMode?s volumeName?s fsType?s readOnly?b
core.ScopeSelector matchExpressions?[core.ScopedResourceSelectorRequirement
core.ScopedResourceSelectorRequirement scopeName!s:v1.ResourceQuotaScope operator!s:v1.ScopeSelectorOperator values?[s
core.SeccompProfile type!s:v1.SeccompProfileType localhostProfile?*s
core.Secret kind?s apiVersion?s metadata?meta.ObjectMeta immutable?*b data?{B stringData?{s type?s:v1.SecretType
core.SecretEnvSource name?s@LocalObjectReference optional?*b
core.SecretKeySelector name?s@LocalObjectReference key!s optional?*b
core.SecretProjection name?s@LocalObjectReference items?[core.KeyToPath optional?*b
core.SecretReference name?s namespace?s
core.SecretVolumeSource secretName?s items?[core.KeyToPath defaultMode?*i optional?*b
core.SecurityContext capabilities?*core.Capabilities privileged?*b seLinuxOptions?*core.SELinuxOptions windowsOptions?*core.WindowsSecurityContextOptions runAsUser?*l runAsGroup?*l runAsNonRoot?*b readOnlyRootFilesystem?*b allowPrivilegeEscalation?*b procMount?*s:v1.ProcMountType seccompProfile?*core.SeccompProfile appArmorProfile?*core.AppArmorProfile
core.Service kind?s apiVersion?s metadata?meta.ObjectMeta spec?core.ServiceSpec status?core.ServiceStatus
core.ServiceAccount kind?s apiVersion?s metadata?meta.ObjectMeta secrets?[core.ObjectReference imagePullSecrets?[core.LocalObjectReference automountServiceAccountToken?*b
core.ServiceAccountTokenProjection audience?s expirationSeconds?*l path!s
core.ServicePort name?s protocol?s:v1.Protocol appProtocol?*s port!i targetPort?I nodePort?i
core.ServiceSpec ports?[core.ServicePort selector?{s clusterIP?s clusterIPs?[s type?s:v1.ServiceType externalIPs?[s sessionAffinity?s:v1.ServiceAffinity loadBalancerIP?s loadBalancerSourceRanges?[s externalName?s externalTrafficPolicy?s:v1.ServiceExternalTrafficPolicy healthCheckNodePort?i publishNotReadyAddresses?b sessionAffinityConfig?*core.SessionAffinityConfig ipFamilies?[s:v1.IPFamily ipFamilyPolicy?*s:v1.IPFamilyPolicy allocateLoadBalancerNodePorts?*b loadBalancerClass?*s internalTrafficPolicy?*s:v1.ServiceInternalTrafficPolicy trafficDistribution?*s
core.ServiceStatus loadBalancer?core.LoadBalancerStatus conditions?[meta.Condition
core.SessionAffinityConfig clientIP?*core.ClientIPConfig
core.SleepAction seconds!l
core.StorageOSPersistentVolumeSource volumeName?s volumeNamespace?s fsType?s readOnly?b secretRef?*core.ObjectReference
core.StorageOSVolumeSource volumeName?s volumeNamespace?s fsType?s readOnly?b secretRef?*core.LocalObjectReference
core.Sysctl name!s value!s
core.TCPSocketAction port!I host?s
core.Taint key!s value?s effect!s:v1.TaintEffect timeAdded?*T
core.Toleration key?s operator?s:v1.TolerationOperator value?s effect?s:v1.TaintEffect tolerationSeconds?*l
core.TopologySelectorLabelRequirement key!s values![s
core.TopologySelectorTerm matchLabelExpressions?[core.TopologySelectorLabelRequirement
core.TopologySpreadConstraint maxSkew!i topologyKey!s whenUnsatisfiable!s:v1.UnsatisfiableConstraintAction labelSelector?*meta.LabelSelector minDomains?*i nodeAffinityPolicy?*s:v1.NodeInclusionPolicy nodeTaintsPolicy?*s:v1.NodeInclusionPolicy matchLabelKeys?[s
core.TypedLocalObjectReference apiGroup!*s kind!s name!s
core.TypedObjectReference apiGroup!*s kind!s name!s namespace?*s
core.Volume name!s hostPath?*core.HostPathVolumeSource@VolumeSource emptyDir?*core.EmptyDirVolumeSource@VolumeSource gcePersistentDisk?*core.GCEPersistentDiskVolumeSource@VolumeSource awsElasticBlockStore?*core.AWSElasticBlockStoreVolumeSource@VolumeSource gitRepo?*core.GitRepoVolumeSource@VolumeSource secret?*core.SecretVolumeSource@VolumeSource nfs?*core.NFSVolumeSource@VolumeSource iscsi?*core.ISCSIVolumeSource@VolumeSource glusterfs?*core.GlusterfsVolumeSource@VolumeSource persistentVolumeClaim?*core.PersistentVolumeClaimVolumeSource@VolumeSource rbd?*core.RBDVolumeSource@VolumeSource flexVolume?*core.FlexVolumeSource@VolumeSource cinder?*core.CinderVolumeSource@VolumeSource cephfs?*core.CephFSVolumeSource@VolumeSource flocker?*core.FlockerVolumeSource@VolumeSource downwardAPI?*core.DownwardAPIVolumeSource@VolumeSource fc?*core.FCVolumeSource@VolumeSource azureFile?*core.AzureFileVolumeSource@VolumeSource configMap?*core.ConfigMapVolumeSource@VolumeSource vsphereVolume?*core.VsphereVirtualDiskVolumeSource@VolumeSource quobyte?*core.QuobyteVolumeSource@VolumeSource azureDisk?*core.AzureDiskVolumeSource@VolumeSource photonPersistentDisk?*core.PhotonPersistentDiskVolumeSource@VolumeSource projected?*core.ProjectedVolumeSource@VolumeSource portworxVolume?*core.PortworxVolumeSource@VolumeSource scaleIO?*core.ScaleIOVolumeSource@VolumeSource storageos?*core.StorageOSVolumeSource@VolumeSource csi?*core.CSIVolumeSource@VolumeSource ephemeral?*core.EphemeralVolumeSource@VolumeSource image?*core.ImageVolumeSource@VolumeSource
core.VolumeDevice name!s devicePath!s
core.VolumeMount name!s readOnly?b recursiveReadOnly?*s:v1.RecursiveReadOnlyMode mountPath!s subPath?s mountPropagation?*s:v1.MountPropagationMode subPathExpr?s
core.VolumeMountStatus name!s mountPath!s readOnly?b recursiveReadOnly?*s:v1.RecursiveReadOnlyMode
core.VolumeNodeAffinity required?*core.NodeSelector
core.VolumeProjection secret?*core.SecretProjection downwardAPI?*core.DownwardAPIProjection configMap?*core.ConfigMapProjection serviceAccountToken?*core.ServiceAccountTokenProjection clusterTrustBundle?*core.ClusterTrustBundleProjection podCertificate?*core.PodCertificateProjection
core.VolumeResourceRequirements limits?{<v1.ResourceName>Q~v1.ResourceList requests?{<v1.ResourceName>Q~v1.ResourceList
core.VsphereVirtualDiskVolumeSource volumePath!s fsType?s storagePolicyName?s storagePolicyID?s
core.WeightedPodAffinityTerm weight!i podAffinityTerm!core.PodAffinityTerm
core.WindowsSecurityContextOptions gmsaCredentialSpecName?*s gmsaCredentialSpec?*s runAsUserName?*s hostProcess?*b
core.WorkloadReference name!s podGroup!s podGroupReplicaKey?s
discovery.Endpoint addresses![s conditions?discovery.EndpointConditions hostname?*s targetRef?*core.ObjectReference deprecatedTopology?{s nodeName?*s zone?*s hints?*discovery.EndpointHints
discovery.EndpointConditions ready?*b serving?*b terminating?*b
discovery.EndpointHints forZones?[discovery.ForZone forNodes?[discovery.ForNode
discovery.EndpointPort name?*s protocol?*s:v1.Protocol port?*i appProtocol?*s
discovery.EndpointSlice kind?s apiVersion?s metadata?meta.ObjectMeta addressType!s:v1.AddressType endpoints![discovery.Endpoint ports![discovery.EndpointPort
discovery.ForNode name!s
discovery.ForZone name!s
events.Event kind?s apiVersion?s metadata!meta.ObjectMeta eventTime!M series?*events.EventSeries reportingController?s reportingInstance?s action?s reason?s regarding?core.ObjectReference related?*core.ObjectReference note?s type?s deprecatedSource?core.EventSource deprecatedFirstTimestamp?T deprecatedLastTimestamp?T deprecatedCount?i
events.EventSeries count!i lastObservedTime!M
meta.Condition type!s status!s:v1.ConditionStatus observedGeneration?l lastTransitionTime!T reason!s message!s
meta.DeleteOptions kind?s apiVersion?s gracePeriodSeconds?*l preconditions?*meta.Preconditions orphanDependents?*b propagationPolicy?*s:v1.DeletionPropagation dryRun?[s ignoreStoreReadErrorWithClusterBreakingPotential?*b
meta.LabelSelector matchLabels?{s matchExpressions?[meta.LabelSelectorRequirement
meta.LabelSelectorRequirement key!s operator!s:v1.LabelSelectorOperator values?[s
meta.ManagedFieldsEntry manager?s operation?s:v1.ManagedFieldsOperationType apiVersion?s time?*T fieldsType?s fieldsV1?*R subresource?s
meta.ObjectMeta name?s generateName?s namespace?s selfLink?s uid?s:types.UID resourceVersion?s generation?l creationTimestamp%T deletionTimestamp?*T deletionGracePeriodSeconds?*l labels?{s annotations?{s ownerReferences?[meta.OwnerReference finalizers?[s managedFields?[meta.ManagedFieldsEntry
meta.OwnerReference apiVersion!s kind!s name!s uid!s:types.UID controller?*b blockOwnerDeletion?*b
meta.Preconditions uid?*s:types.UID resourceVersion?*s
networking.HTTPIngressPath path?s pathType!*s:v1.PathType backend!networking.IngressBackend
networking.HTTPIngressRuleValue paths![networking.HTTPIngressPath
networking.IPBlock cidr!s except?[s
networking.Ingress kind?s apiVersion?s metadata?meta.ObjectMeta spec?networking.IngressSpec status?networking.IngressStatus
networking.IngressBackend service?*networking.IngressServiceBackend resource?*core.TypedLocalObjectReference
networking.IngressClass kind?s apiVersion?s metadata?meta.ObjectMeta spec?networking.IngressClassSpec
networking.IngressClassParametersReference apiGroup?*s kind!s name!s scope!*s namespace?*s
networking.IngressClassSpec controller?s parameters?*networking.IngressClassParametersReference
networking.IngressLoadBalancerIngress ip?s hostname?s ports?[networking.IngressPortStatus
networking.IngressLoadBalancerStatus ingress?[networking.IngressLoadBalancerIngress
networking.IngressPortStatus port!i protocol!s:v1.Protocol error?*s
networking.IngressRule host?s http?*networking.HTTPIngressRuleValue@IngressRuleValue
networking.IngressServiceBackend name!s port?networking.ServiceBackendPort
networking.IngressSpec ingressClassName?*s defaultBackend?*networking.IngressBackend tls?[networking.IngressTLS rules?[networking.IngressRule
networking.IngressStatus loadBalancer?networking.IngressLoadBalancerStatus
networking.IngressTLS hosts?[s secretName?s
networking.NetworkPolicy kind?s apiVersion?s metadata?meta.ObjectMeta spec?networking.NetworkPolicySpec
networking.NetworkPolicyEgressRule ports?[networking.NetworkPolicyPort to?[networking.NetworkPolicyPeer
networking.NetworkPolicyIngressRule ports?[networking.NetworkPolicyPort from?[networking.NetworkPolicyPeer
networking.NetworkPolicyPeer podSelector?*meta.LabelSelector namespaceSelector?*meta.LabelSelector ipBlock?*networking.IPBlock
networking.NetworkPolicyPort protocol?*s:v1.Protocol port?*I endPort?*i
networking.NetworkPolicySpec podSelector!meta.LabelSelector ingress?[networking.NetworkPolicyIngressRule egress?[networking.NetworkPolicyEgressRule policyTypes?[s:v1.PolicyType
networking.ServiceBackendPort name?s number?i
policy.Eviction kind?s apiVersion?s metadata?meta.ObjectMeta deleteOptions?*meta.DeleteOptions
policy.PodDisruptionBudget kind?s apiVersion?s metadata?meta.ObjectMeta spec?policy.PodDisruptionBudgetSpec status?policy.PodDisruptionBudgetStatus
policy.PodDisruptionBudgetSpec minAvailable?*I selector?*meta.LabelSelector maxUnavailable?*I unhealthyPodEvictionPolicy?*s:v1.UnhealthyPodEvictionPolicyType
policy.PodDisruptionBudgetStatus observedGeneration?l disruptedPods?{T disruptionsAllowed!i currentHealthy!i desiredHealthy!i expectedPods!i conditions?[meta.Condition
rbac.AggregationRule clusterRoleSelectors?[meta.LabelSelector
rbac.ClusterRole kind?s apiVersion?s metadata?meta.ObjectMeta rules![rbac.PolicyRule aggregationRule?*rbac.AggregationRule
rbac.ClusterRoleBinding kind?s apiVersion?s metadata?meta.ObjectMeta subjects?[rbac.Subject roleRef!rbac.RoleRef
rbac.PolicyRule verbs![s apiGroups?[s resources?[s resourceNames?[s nonResourceURLs?[s
rbac.Role kind?s apiVersion?s metadata?meta.ObjectMeta rules![rbac.PolicyRule
rbac.RoleBinding kind?s apiVersion?s metadata?meta.ObjectMeta subjects?[rbac.Subject roleRef!rbac.RoleRef
rbac.RoleRef apiGroup!s kind!s name!s
rbac.Subject kind!s apiGroup?s name!s namespace?s
scheduling.PriorityClass kind?s apiVersion?s metadata?meta.ObjectMeta value!i globalDefault?b description?s preemptionPolicy?*s:v1.PreemptionPolicy
storage.StorageClass kind?s apiVersion?s metadata?meta.ObjectMeta provisioner!s parameters?{s reclaimPolicy?*s:v1.PersistentVolumeReclaimPolicy mountOptions?[s allowVolumeExpansion?*b volumeBindingMode?*s:v1.VolumeBindingMode allowedTopologies?[core.TopologySelectorTerm
`;
