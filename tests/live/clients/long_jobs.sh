# Jobs that outlive their credentials, each with them by another way; run in a sandbox whose credentials live for twenty seconds.
#
# What is set: STS_CLI and the sandbox's other variables, TOOLS, HERE (this folder), HOME and XDG_CONFIG_HOME in it.
set -eu

# NAME [COMMAND…]: runs a job, as the last words of the command if there is one.
job() {
  name=$1
  shift
  said=$("$@" "$TOOLS/boto3/bin/python" "$HERE/long_job.py" 65 demo "$name")
  echo "$name: $said"
}

# A person's login: its credentials are kept and handed out while they are fresh; those for keys at hand never are.
BROWSER="$STS_CLI sandbox sign-in alice" "$STS_CLI" web-identity --save demo -o json >/dev/null
"$STS_CLI" configure aws demo

"$STS_CLI" serve demo -o env:sh >"$HOME/endpoint" &
endpoint=$!
trap 'kill "$endpoint"' EXIT
until grep -q AWS_ENDPOINT_URL_S3 "$HOME/endpoint"; do kill -0 "$endpoint"; sleep 0.1; done

job credential_process env AWS_PROFILE=demo &
process=$!
(. "$HOME/endpoint" && job serve) &
serve=$!
job "exec --renew" "$STS_CLI" exec demo --renew -- &
exec=$!
for each in "$process" "$serve" "$exec"; do wait "$each"; done
