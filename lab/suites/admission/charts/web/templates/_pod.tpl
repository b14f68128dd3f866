{{- define "web.place" -}}
{{- if .Values.placed }}
nodeSelector:
  node-pool: {{ .Values.nodePool }}
tolerations:
  - key: node-role.kubernetes.io/{{ .Values.tenant }}
    operator: Equal
    value: dedicated
    effect: NoSchedule
{{- end }}
{{- if .Values.account }}
serviceAccountName: {{ .Release.Name }}
{{- end }}
automountServiceAccountToken: false
{{- end }}

{{- define "web.container" -}}
image: {{ .Values.image }}
{{- if .Values.proxied }}
env:
  {{- range list "HTTP_PROXY" "HTTPS_PROXY" "http_proxy" "https_proxy" }}
  - name: {{ . }}
    value: {{ $.Values.proxy }}
  {{- end }}
{{- end }}
resources:
  requests: { cpu: 10m, memory: 16Mi }
  limits: { cpu: 10m, memory: 16Mi }
securityContext:
  runAsUser: 65532
  {{- if .Values.restricted }}
  allowPrivilegeEscalation: false
  runAsNonRoot: true
  capabilities: { drop: [ALL] }
  seccompProfile: { type: RuntimeDefault }
  {{- end }}
{{- end }}

{{- define "web.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "web.allLabels" -}}
{{ include "web.labels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}
