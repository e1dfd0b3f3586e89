# Jobs that outlive their credentials, each with them by another way; run in a sandbox whose credentials live for twenty seconds.
#
# What is set: STS_CLI and the sandbox's other variables, TOOLS, HERE (this folder), HOME and XDG_CONFIG_HOME in it.
set -eu

job() {
  "$TOOLS/boto3/bin/python" "$HERE/long_job.py" 65 demo "$1" | sed "s/^/$1: /"
}

mkdir -p "$HOME/.aws"
cat >"$HOME/.aws/credentials" <<KEYS
[alice]
aws_access_key_id = SANDBOXKEYOFALICE000
aws_secret_access_key = not+a+secret+sandbox+key+of+alice+000000
KEYS
"$STS_CLI" assume-role --source-profile alice --save demo -o json >/dev/null
cat >"$HOME/.aws/config" <<PROFILE
[profile demo]
credential_process = $STS_CLI get demo -o process
region = us-east-1
endpoint_url = $STS_CLI_ENDPOINT
PROFILE

AWS_PROFILE=demo job credential_process
