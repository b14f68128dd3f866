import type { Problems } from '../entry';

/** Problems of the settings `monitoring`, `logs` and `runbooks`. */
export const MONITORING_PROBLEMS = {
  'monitoring-blackbox-invalid': {
    title: 'The address of the blackbox exporter is not HOST:PORT',
    why: 'Prometheus asks the exporter there; another text leads nowhere.',
    fix: 'Write the host and the port, for example blackbox-exporter.monitoring.svc:9115.',
  },
  'monitoring-runbooks-invalid': {
    title: 'The address of the runbooks is not a web address',
    why: 'Each alert links to a page in that folder.',
    fix: 'Write the address of the folder, without a question mark or a fragment.',
  },
  'monitoring-namespace-missing': {
    title: 'Objects for the Prometheus operator have no namespace',
    why: 'The objects need a namespace, and gateways have to know which pods may read their metrics.',
    fix: 'Set monitoring.namespace to the namespace of Prometheus, or remove monitoring.operator.',
  },
  'monitoring-namespace-taken': {
    title: 'The namespace for Prometheus is already used by a tenant or by this project',
    why: 'Pods in this namespace may read the metrics of all gateways, and its objects tell Prometheus what to read and when to alert. The project’s own namespaces have strict network policies, and are deleted when their setting is removed.',
    fix: 'Name the namespace in which the platform team runs Prometheus.',
  },
  'monitoring-duration-conflict': {
    title: 'Durations of the alerts do not fit together',
    why: 'Prometheus needs several recent values to compute a rate, and ignores values that are too old. With conflicting durations, alerts never fire or fire all the time.',
    fix: 'Use the duration in the message, or remove the setting: the defaults fit together.',
  },
  'monitoring-threshold-conflict': {
    title: 'A threshold of the alerts is beyond what is normal',
    why: 'The alert would fire although nothing is wrong, and people stop reading it.',
    fix: 'Use the value in the message, or remove the setting: the defaults fit together.',
  },
  'monitoring-sources-wide': {
    severity: 'warning',
    title: 'More nodes than those of Prometheus may read the metrics of the proxies’ VMs',
    why: 'Pods reach a VM with the address of their node. The metrics show how much every tenant asks for, and how its proxies are. Only the tenants’ network policies then keep their pods from reading them.',
    fix: 'Name the addresses of the nodes where Prometheus runs. Give Prometheus a node pool of its own, if it has none.',
  },
  'monitoring-setting-unused': {
    severity: 'warning',
    title: 'A setting of monitoring has no effect',
    why: 'Without the setting that it depends on, nothing is rendered from it.',
    fix: 'Add the setting that the message names, or remove this one.',
  },
  'logs-url-invalid': {
    title: 'The address of the log store is not a push address',
    why: 'The collector sends records to this address and path. It shows the token from the Secret, so none belongs into the address.',
    fix: 'Write http or https, the host and the path, for example https://loki.example.com/loki/api/v1/push.',
  },
  'logs-url-clear-text': {
    title: 'The token of the log store would be sent in clear text',
    why: 'Anyone on the network path could read the token and use it.',
    fix: 'Use an address with https, or a Service of this cluster.',
  },
  'logs-url-of-tenant': {
    title: 'The access logs of all tenants would go to one of them',
    why: 'The records show the requests of all tenants.',
    fix: 'Name a store in a namespace of the platform, or outside of the cluster.',
  },
  'logs-url-missing': {
    title: 'The log store has no address',
    why: 'With to: loki or cockpit, a collector in the cluster passes records on, and has to know to where.',
    fix: 'Set logs.url to the push address of the store.',
  },
  'logs-secret-missing': {
    title: 'Cockpit has no token',
    why: 'Cockpit takes logs only with a token.',
    fix: 'Create a token that may push logs, store it as the key token of a Secret in the namespace egress-logs, and name that in logs.secret.',
  },
  'logs-port-not-node-port': {
    title: 'The collector of logs does not have a node port',
    why: 'The VMs are outside the cluster and reach the collector on a port of the nodes.',
    fix: 'Set logs.port to a free port from 30000 to 32767.',
  },
  'logs-setting-unused': {
    severity: 'warning',
    title: 'A setting of logs has no effect',
    why: 'Without a collector, nothing is rendered from it.',
    fix: 'Remove it, or set logs.to to loki or cockpit.',
  },
  'monitoring-sources-missing': {
    severity: 'warning',
    title: 'No one may read the metrics of the proxies’ VMs',
    why: 'Most alerts are about proxies. Without their metrics Prometheus reports all of them as down.',
    fix: 'Name the addresses of the nodes where Prometheus runs in monitoring.sources.',
  },
  'runbook-contact-invalid': {
    title: 'A contact of the runbooks is not a text for a page',
    why: 'Runbooks are pages of Markdown. Some characters would be read as its markup, and a contact has one line.',
    fix: 'Write one line without | < > ` * [ ] and backslashes.',
  },
  'runbooks-infrastructure-missing': {
    title: 'Runbooks need the settings of the infrastructure',
    why: 'Their commands create VMs again by Terraform and log in to them. Without infrastructure neither is rendered.',
    fix: 'Set infrastructure, or remove runbooks.',
  },
  'runbooks-ssh-missing': {
    title: 'Runbooks need addresses that may log in to the VMs',
    why: 'Most runbooks log in to the proxies’ VMs. Without infrastructure.ssh no one can.',
    fix: 'Name the addresses of the administrators in infrastructure.ssh.',
  },
} as const satisfies Problems;
