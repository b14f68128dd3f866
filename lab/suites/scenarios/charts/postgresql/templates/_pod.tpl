{{- define "postgresql.container" -}}
image: {{ .Values.image }}
resources:
  requests: { cpu: 10m, memory: 16Mi }
  limits: { cpu: 100m, memory: 32Mi }
securityContext: { runAsUser: 1001 }
{{- end }}
