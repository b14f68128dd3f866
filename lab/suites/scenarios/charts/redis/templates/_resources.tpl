{{- define "redis.resources" -}}
requests: { cpu: 10m, memory: 16Mi }
limits: { cpu: 100m, memory: 32Mi }
{{- end }}
