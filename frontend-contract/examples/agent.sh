#!/usr/bin/env bash
# An agent in twenty lines of curl and jq: BATON_URL=… CLIENT_ID=… CLIENT_SECRET=… ./agent.sh
# Each task that it gets it completes with an answer to hand in. It ends when there is nothing to do.
set -euo pipefail
url=${BATON_URL:-http://localhost:8080}
token=$(curl -sSf -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials "$url/oauth2/token" | jq -r .access_token)

mutate() { # name, what to select, input
  local query="mutation(\$input: ${1^}Input!) { $1(input: \$input) { $2 problems { code message } } }"
  jq -n --arg query "$query" --argjson input "$3" '{$query, variables: {$input}}' |
    curl -sSf "$url/graphql" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -d @- |
    jq -e ".data.$1 | if .problems == [] then . else error(.problems[0].message) end"
}

while claims=$(mutate claimTasks 'claims { leaseToken task { id title } }' '{"limit": 1}'); do
  lease=$(jq -e '.claims[0] // empty | {taskId: .task.id, leaseToken}' <<<"$claims") || exit 0
  mutate reportProgress 'leaseExpiresAt' "$(jq '. + {percent: 50, milestone: "Half way"}' <<<"$lease")" >/dev/null
  paper=$(jq '. + {kind: "DOCUMENTATION", name: "answer.txt", content: "Done by curl."}' <<<"$lease")
  mutate submitDeliverable 'deliverable { id }' "$paper" >/dev/null
  mutate completeTask 'task { state }' "$(jq '. + {result: "done"}' <<<"$lease")" | jq -r .task.state
done
exit 1
