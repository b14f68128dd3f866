{{- define "helpdesk.container" -}}
image: {{ printf "%s:%s" .Values.image.repository .Chart.AppVersion }}
env:
  - name: DATABASE_URL
    valueFrom:
      secretKeyRef: { name: {{ required "database.existingSecret is needed" .Values.database.existingSecret }}, key: url }
resources:
  requests: { cpu: 10m, memory: 16Mi }
  limits: { memory: 32Mi }
securityContext: { runAsUser: 1001 }
{{- end }}
