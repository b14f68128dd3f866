import type { Problems } from '../entry';

/** Workloads, containers and volumes. */
export const WORKLOADS = {
  'image-invalid': {
    title: 'A value is not the name of an image',
    why: 'The container runtime would refuse it, or take it for the ID of any image on the node.',
    fix: 'Write for example registry.example.com/team/app:1.2.3.',
  },
  'registry-invalid': {
    title: 'A value is not a registry or a folder of one',
    why: 'Images are compared with it by whole path segments.',
    fix: 'Write for example docker.io/curlimages.',
  },
  'registry-inside': {
    title: 'A registry of a tenant may be a machine inside the network',
    why: 'Nodes fetch images from their own addresses, outside of all network policies.',
    fix: 'Name a public registry, or have the platform list this one.',
  },
  'registries-unset': {
    severity: 'warning',
    standing: true,
    title: 'Neither the tenant nor the environment sets registries',
    why: 'A pod may then name any image, and the node requests it from its own address, past the proxy.',
    fix: 'List the registries that images come from, for example registries: [docker.io/curlimages].',
  },
  'image-not-allowed': {
    title: 'An image is in none of the listed registries',
    why: 'The admission policy would refuse its pod.',
    fix: 'Use an image of these registries, or add its registry.',
  },
  'schedule-invalid': {
    title: 'A schedule is not valid',
    why: 'A CronJob with it would be refused.',
    fix: 'Write five fields: minute hour day month weekday.',
  },
  'schedule-missing': {
    title: 'A CronJob has no schedule',
    why: 'Kubernetes refuses it.',
    fix: 'Add schedule.',
  },
  'key-of-other-kind': {
    title: 'A key that workloads of this kind do not have',
    why: 'Only Deployments and StatefulSets have replicas, only CronJobs have a schedule, and only what ends has a deadline, for example.',
    fix: 'Remove the key, or change kind.',
  },
  'service-name': {
    title: 'A workload’s name cannot be the name of its Service',
    why: 'The name of a Service begins with a letter.',
    fix: 'Begin the name with a letter.',
  },
  'port-name-invalid': {
    title: 'A value is not a valid port name',
    why: 'Kubernetes takes at most 15 of a-z, 0-9 and single dashes, with at least one letter.',
    fix: 'Write for example http.',
  },
  'port-taken': {
    title: 'Two containers of a pod listen on one port',
    why: 'The containers of a pod share one network.',
    fix: 'Change one of the ports.',
  },
  'port-name-taken': {
    title: 'Two containers of a pod have a port of one name',
    why: 'All ports of a pod are ports of one Service. The API server refuses it, and Flux then applies nothing of the whole Kustomization.',
    fix: 'Rename one of the ports.',
  },
  'container-name-taken': {
    title: 'Two containers of a pod have one name',
    why: 'Kubernetes refuses the pod.',
    fix: 'Rename one of them.',
  },
  'variable-name-invalid': {
    title: 'A value is not the name of an environment variable',
    why: 'Kubernetes refuses it.',
    fix: 'Write for example LOG_LEVEL.',
  },
  'variable-source': {
    title: 'A variable is not the key of exactly one ConfigMap or Secret',
    why: 'Kubernetes takes a value from one of them.',
    fix: 'Set configMap or secret.',
  },
  'variable-key-invalid': {
    title: 'A value is not a key of a ConfigMap or Secret',
    why: 'Kubernetes refuses it.',
    fix: 'Write for example password.',
  },
  'variable-reserved': {
    title: 'A container sets a variable that the platform sets',
    why: 'The proxy variables, and those of the runtime, are what leads requests to the proxy.',
    fix: 'Remove the variable, or remove runtime.',
  },
  'reference-ambiguous': {
    title: 'A dollar stands right before a reference to a variable',
    why: 'Other text arrives as it is written. Here Kubernetes would drop the dollar and the reference would stay text.',
    fix: 'Put the dollar into a variable, DOLLAR: "$", and write $(DOLLAR) for it.',
  },
  'reference-in-probe': {
    title: 'A probe’s command refers to a variable that Kubernetes does not know there',
    why: 'In probes Kubernetes replaces only variables that the manifest itself sets, by the text in the manifest.',
    fix: 'Run a shell, which knows all variables: [sh, -c, "test -n $NAME"].',
  },
  'probe-path-invalid': {
    title: 'A probe’s path is not a path',
    why: 'The kubelet requests it from the container.',
    fix: 'Write for example /healthz.',
  },
  'probe-ambiguous': {
    title: 'A probe has keys that exclude each other',
    why: 'A probe is an HTTP request, a command or a TCP connection.',
    fix: 'Keep one of them.',
  },
  'probe-port': {
    title: 'It is not clear which port a probe uses',
    why: 'The container has no port of this name, or has no port, or has several.',
    fix: 'Set port to a number or name of the container’s ports.',
  },
  'mount-path-invalid': {
    title: 'A value is not a path to mount a volume at',
    why: 'It must be absolute, without a colon and without .. steps.',
    fix: 'Write for example /data.',
  },
  'mount-path-taken': {
    title: 'Two volumes are mounted at one path',
    why: 'One would hide the other.',
    fix: 'Change one of the paths.',
  },
  'time-zone-unknown': {
    title: 'A value is not the name of a time zone',
    why: 'Kubernetes refuses a CronJob with it.',
    fix: 'Write a name such as Europe/Paris or Etc/UTC.',
  },
  'job-runs-again': {
    severity: 'warning',
    title: 'A Job is deleted after it has ended, and Flux creates it again',
    why: 'Flux applies all that the settings render at every interval. A Job that is gone is created, and so runs again and again.',
    fix: 'Remove ttlSecondsAfterFinished, or use a CronJob if it is to run again.',
  },
  'replicas-and-autoscale': {
    title: 'A workload has a number of replicas and an autoscaler',
    why: 'Flux would set the replicas back at every interval.',
    fix: 'Remove replicas or autoscale.',
  },
  'autoscale-range': {
    title: 'An autoscaler’s minimum is above its maximum',
    why: 'Kubernetes refuses it.',
    fix: 'Correct one of the two.',
  },
  'autoscale-target': {
    title: 'An autoscaler aims for nothing',
    why: 'It needs an average use of CPU or memory to compare with.',
    fix: 'Set cpu, for example 70.',
  },
  'autoscale-without-request': {
    title: 'An autoscaler measures a part of a request that is not set',
    why: 'The use is compared with what all containers of a pod request. If one of them requests nothing, the number of pods never changes.',
    fix: 'Set resources.requests for each container of the workload.',
  },
  'strategy-claim': {
    title: 'A rolling update of a workload with a claim',
    why: 'The new pod starts before the old one ends, and waits for the claim that the old one holds.',
    fix: 'Remove strategy: with a claim it is recreate.',
  },
  'disruption-source': {
    title: 'A disruption budget has no bound, or two',
    why: 'It is exactly one of minAvailable and maxUnavailable.',
    fix: 'Keep one of them.',
  },
  'percent-invalid': {
    title: 'A value is not a percentage',
    why: 'Kubernetes refuses it.',
    fix: 'Write for example 50%.',
  },
  'disruption-blocks': {
    title: 'A disruption budget keeps all pods of a workload',
    why: 'The drain of a node, for example in an upgrade of the cluster, would wait for ever.',
    fix: 'Set maxUnavailable: 1, or have more pods than minAvailable.',
  },
  'disruption-useless': {
    severity: 'warning',
    title: 'A disruption budget of a workload with one pod',
    why: 'It may be down, and it is the only one.',
    fix: 'Set disruption: none in this environment, or have more pods.',
  },
  'spread-useless': {
    severity: 'warning',
    title: 'Pods are to be spread in a pool of one node',
    why: 'All of them run on that node.',
    fix: 'Set nodePool.size.max to 2 or more, or remove spread.',
  },
  'pre-stop-source': {
    title: 'A preStop does nothing, or two things',
    why: 'Kubernetes takes exactly one of a pause and a command.',
    fix: 'Keep sleep or command.',
  },
  'pre-stop-too-long': {
    title: 'A pause before the end takes all of the time that the pod has',
    why: 'The pause counts in terminationGracePeriodSeconds. After that the process is killed, and has had no time to end.',
    fix: 'Set terminationGracePeriodSeconds above the pause.',
  },
  'service-required': {
    title: 'A StatefulSet has no Service',
    why: 'The Service gives its pods the names by which they are called.',
    fix: 'Remove service: none.',
  },
  'service-port-unknown': {
    title: 'A port of a Service leads to no port of a container',
    why: 'Connections to it would be refused.',
    fix: 'Set targetPort to the name or number of a port, or add the port to the container.',
  },
  'service-port-taken': {
    title: 'Two ports of a Service have one number',
    why: 'Kubernetes refuses it.',
    fix: 'Change one of them.',
  },
  'service-port-headless': {
    title: 'A headless Service has another port than its pods',
    why: 'Its name leads to the pods themselves, so that nothing translates the port.',
    fix: 'Set the port of the containers, or headless: false.',
  },
  'label-invalid': {
    title: 'A label or the key of an annotation is not valid',
    why: 'Kubernetes refuses it.',
    fix: 'Write keys such as team or example.com/team, and values of at most 63 letters, digits, -, _ and .',
  },
  'label-reserved': {
    title: 'A label that the platform or a controller sets',
    why: 'Services, policies and proxies find a tenant’s pods by labels, and Cilium enforces nothing on pods with the label host.',
    fix: 'Choose another key.',
  },
  'annotation-reserved': {
    title: 'An annotation that the platform sets',
    why: 'Flux and the admission policies act on it.',
    fix: 'Remove it.',
  },
  'apparmor-refused': {
    title: 'An annotation turns AppArmor off for a container',
    why: 'The namespace enforces the Pod Security level restricted, which refuses the pod when it is created: Flux reports success and nothing runs.',
    fix: 'Remove it: containers then have the profile of the container runtime.',
  },
  'file-path-reserved': {
    title: 'A file would be mounted over a folder of the image, or in a folder of the container runtime',
    why: 'The container could not start: a file cannot take the place of a folder, and container runtimes mount nothing in /proc, /dev and /sys.',
    fix: 'Choose a path of its own, for example /etc/shop/config.yaml.',
  },
  'annotation-not-listed': {
    title: 'An annotation that tenants may not set',
    why: 'Other software acts on annotations with a domain. The admission policy would refuse it, and Flux would then apply nothing of the whole Kustomization.',
    fix: 'Remove it, or have the platform list it under annotations in the environment.',
  },
  'sub-path-invalid': {
    title: 'A value is not a path inside a volume',
    why: 'It must be relative, without a colon and without .. steps.',
    fix: 'Write for example db.',
  },
  'container-unknown': {
    title: 'A volume or file is for a container that the pod does not have',
    why: 'It would be mounted nowhere.',
    fix: 'Name the main container, an init container or a sidecar of the same workload.',
  },
  'mount-path-inside': {
    title: 'A mount is inside a file or inside a read-only volume',
    why: 'The container runtime cannot create its place there, and the container does not start.',
    fix: 'Change one of the paths.',
  },
  'volume-source': {
    title: 'A volume has no source, or several',
    why: 'A volume is exactly one of emptyDir, configMap, secret and claim.',
    fix: 'Keep one of them.',
  },
  'claim-shared': {
    title: 'Several pods would share one claim',
    why: 'A claim is ReadWriteOnce: one node mounts it at a time. Pods on other nodes would wait for ever.',
    fix: 'Set replicas: 1, or use kind: StatefulSet, which has a claim for each pod.',
  },
  'quantity-invalid': {
    title: 'A value is not a Kubernetes quantity',
    why: 'Kubernetes refuses it.',
    fix: 'Write for example 500m of CPU or 128Mi of memory.',
  },
  'limit-below-request': {
    title: 'A limit is below its request',
    why: 'Kubernetes refuses such a container.',
    fix: 'Raise the limit, or lower the request.',
  },
  'quota-too-small': {
    title: 'The workloads do not fit into the quota',
    why: 'Pods would be refused, perhaps only during a rolling update.',
    fix: 'Raise the quota, or reduce replicas or resources.',
  },
  'quota-tight': {
    severity: 'warning',
    title: 'The quota has no room for pods that end',
    why: 'A pod counts until it has ended, for at most its grace period. Meanwhile its successor is refused, and an update or a drain takes minutes longer.',
    fix: 'Raise the quota, or accept that updates take longer.',
  },
  'pool-single-node': {
    severity: 'warning',
    title: 'A tenant with a gateway has a pool of one node',
    why: 'Each node has a gateway, and pods use that of another node while their own is down. With one node there is no other.',
    fix: 'Set nodePool.size.max to 2 or more.',
  },
  'pool-size': {
    title: 'A node pool’s minimum is above its maximum',
    why: 'The cloud refuses it.',
    fix: 'Correct one of the two.',
  },
} as const satisfies Problems;
