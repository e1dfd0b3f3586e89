# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_sts_cli_global_optspecs
    string join \n h/help V/version
end

function __fish_sts_cli_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_sts_cli_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_sts_cli_using_subcommand
    set -l cmd (__fish_sts_cli_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c sts-cli -n "__fish_sts_cli_needs_command" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -s V -l version -d 'Print version'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "web-identity" -d 'Log in with OpenID Connect, or bring a token of it'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "client-grants" -d 'Log in as a service, with a client id and a secret'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "ldap" -d 'Log in with a name and a password of the server\'s directory'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "certificate" -d 'Log in with a TLS client certificate'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "custom-token" -d 'Log in with a token for the server\'s identity plugin'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "assume-role" -d 'Trade long-term access keys for temporary ones'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "get" -d 'Get the credentials of a profile'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "configure" -d 'Set up a tool to ask sts-cli by itself'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "exec" -d 'Run a command with the credentials of a profile'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "serve" -d 'Hand out credentials on this machine, renewed'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "login" -d 'Log in now, for the day; shows no secrets'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "logout" -d 'Revoke a login and forget it'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "status" -d 'Show how logins stand, without asking anything'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "profiles" -d 'List profiles, show what one says, remove one'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "completions" -d 'Print what a shell needs to complete commands'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "sandbox" -d 'Run a provider, an STS and an S3 on this machine'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "demo" -d 'Try a whole login on the sandbox, step by step'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l issuer -d 'Issuer, or the address of its discovery document' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-id -d 'Client id of sts-cli at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-secret-file -d 'File with the client secret, `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l csec -d 'The client secret itself, for the sample program\'s sake' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-auth -d 'How the client authenticates [default: as the provider lists and accepts]' -r -f -a "basic\t''
post\t''
private-key-jwt\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-assertion-key -d 'Private key in PEM that signs instead of a client secret (private_key_jwt)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-assertion-kid -d 'Name (`kid`) of that key at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l scopes -d 'Scopes to ask for [default: openid, and profile, email if offered]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l auth-param -d 'More for the authorization request, such as kc_idp_hint=corp' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l send -d 'The provider\'s token that goes to the storage server [default: id-token]' -r -f -a "id-token\t''
access-token\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l token -d 'Where a token is: file:PATH, env:NAME, cmd:PROGRAM, -, github, ci, …' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l audience -d 'Whom the token is to be meant for' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l redirect-uri -d 'Redirect URI, whole [default: http://127.0.0.1:PORT/oauth2/callback]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l login -d 'How to ask the person [default: auto]' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l port -d 'Callback port, or a list tried in order [default: a free one]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l s3-endpoint -d 'S3 address, where the STS has another [default: that of --endpoint]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l role-arn -d 'Role to take, where the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l duration -d 'Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l session-name -d 'Name of the session [default: the person\'s or key\'s name]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l region -d 'Region to sign for [default: a regional AWS endpoint\'s own, else us-east-1]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l policy -d 'Narrow the credentials by a session policy: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l allow -d 'Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l dialect -d 'Kind of storage server [default: auto]' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -s o -l output -d 'Form of the output; env:SHELL for another shell\'s [default on a terminal: text]' -r -f -a "text\t''
json\t''
process\t''
env\t''
unset\t''
dotenv\t''
github\t''
k8s\t''
mc-host\t''
mc-alias\t''
rclone\t''
duckdb\t''
terraform\t''
storage-options\t''
aws-ini\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l profile -d 'Profile to take what is not said here from; `none` for none' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l save -d 'Keep what was said as this profile, when it worked' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l min-life -d 'Renew what ends sooner than this [default: a third of the life, at most 15m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l write-profile -d 'Write the keys to this profile of the AWS credentials file' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l ask-client-secret -d 'Ask for the client secret on the terminal'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l allow-http-issuer -d 'Allow plain http to a provider on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l userinfo -d 'Compare with the provider\'s userinfo: it must be the same person'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l no-browser -d 'Show the address instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l print-policy -d 'Print the session policy and do nothing else'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l buckets -d 'List the buckets found [default: for text only]'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l fresh -d 'Ask the storage server even if credentials are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l no-cache -d 'Read and write nothing of what is kept; profiles are read'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l dry-run -d 'Show what would change in the file, and write nothing'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l force -d 'Replace what stands against it: settings of the file, a saved profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l in-place -d 'Overwrite the file itself, for one that is mounted into a container'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l watch -d 'Stay, and write the file again before the credentials end'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l issuer -d 'Issuer, or the address of its discovery document' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-id -d 'Client id of sts-cli at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-secret-file -d 'File with the client secret, `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l csec -d 'The client secret itself, for the sample program\'s sake' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-auth -d 'How the client authenticates [default: as the provider lists and accepts]' -r -f -a "basic\t''
post\t''
private-key-jwt\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-assertion-key -d 'Private key in PEM that signs instead of a client secret (private_key_jwt)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-assertion-kid -d 'Name (`kid`) of that key at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l scopes -d 'Scopes to ask for [default: openid, and profile, email if offered]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l token-endpoint -d 'Token endpoint, where the issuer\'s discovery does not serve' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l audience -d 'Whom the token is to be meant for' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l resource -d 'Resource to ask for' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l s3-endpoint -d 'S3 address, where the STS has another [default: that of --endpoint]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l role-arn -d 'Role to take, where the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l duration -d 'Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l session-name -d 'Name of the session [default: the person\'s or key\'s name]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l region -d 'Region to sign for [default: a regional AWS endpoint\'s own, else us-east-1]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l policy -d 'Narrow the credentials by a session policy: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l allow -d 'Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l dialect -d 'Kind of storage server [default: auto]' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -s o -l output -d 'Form of the output; env:SHELL for another shell\'s [default on a terminal: text]' -r -f -a "text\t''
json\t''
process\t''
env\t''
unset\t''
dotenv\t''
github\t''
k8s\t''
mc-host\t''
mc-alias\t''
rclone\t''
duckdb\t''
terraform\t''
storage-options\t''
aws-ini\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l profile -d 'Profile to take what is not said here from; `none` for none' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l save -d 'Keep what was said as this profile, when it worked' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l min-life -d 'Renew what ends sooner than this [default: a third of the life, at most 15m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l write-profile -d 'Write the keys to this profile of the AWS credentials file' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l ask-client-secret -d 'Ask for the client secret on the terminal'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l allow-http-issuer -d 'Allow plain http to a provider on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l print-policy -d 'Print the session policy and do nothing else'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l buckets -d 'List the buckets found [default: for text only]'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l fresh -d 'Ask the storage server even if credentials are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l no-cache -d 'Read and write nothing of what is kept; profiles are read'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l dry-run -d 'Show what would change in the file, and write nothing'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l force -d 'Replace what stands against it: settings of the file, a saved profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l in-place -d 'Overwrite the file itself, for one that is mounted into a container'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l watch -d 'Stay, and write the file again before the credentials end'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l user -d 'Login name, the short one [default: asked for]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l password-file -d 'File with the password, `-` for stdin [default: asked for]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l password-command -d 'Program that prints the password, with its arguments' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l s3-endpoint -d 'S3 address, where the STS has another [default: that of --endpoint]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l role-arn -d 'Role to take, where the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l duration -d 'Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l session-name -d 'Name of the session [default: the person\'s or key\'s name]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l region -d 'Region to sign for [default: a regional AWS endpoint\'s own, else us-east-1]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l policy -d 'Narrow the credentials by a session policy: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l allow -d 'Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l dialect -d 'Kind of storage server [default: auto]' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -s o -l output -d 'Form of the output; env:SHELL for another shell\'s [default on a terminal: text]' -r -f -a "text\t''
json\t''
process\t''
env\t''
unset\t''
dotenv\t''
github\t''
k8s\t''
mc-host\t''
mc-alias\t''
rclone\t''
duckdb\t''
terraform\t''
storage-options\t''
aws-ini\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l profile -d 'Profile to take what is not said here from; `none` for none' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l save -d 'Keep what was said as this profile, when it worked' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l min-life -d 'Renew what ends sooner than this [default: a third of the life, at most 15m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l write-profile -d 'Write the keys to this profile of the AWS credentials file' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l print-policy -d 'Print the session policy and do nothing else'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l buckets -d 'List the buckets found [default: for text only]'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l fresh -d 'Ask the storage server even if credentials are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l no-cache -d 'Read and write nothing of what is kept; profiles are read'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l dry-run -d 'Show what would change in the file, and write nothing'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l force -d 'Replace what stands against it: settings of the file, a saved profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l in-place -d 'Overwrite the file itself, for one that is mounted into a container'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l watch -d 'Stay, and write the file again before the credentials end'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l s3-endpoint -d 'S3 address, where the STS has another [default: that of --endpoint]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l role-arn -d 'Role to take, where the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l duration -d 'Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l session-name -d 'Name of the session [default: the person\'s or key\'s name]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l region -d 'Region to sign for [default: a regional AWS endpoint\'s own, else us-east-1]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l policy -d 'Narrow the credentials by a session policy: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l allow -d 'Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l dialect -d 'Kind of storage server [default: auto]' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -s o -l output -d 'Form of the output; env:SHELL for another shell\'s [default on a terminal: text]' -r -f -a "text\t''
json\t''
process\t''
env\t''
unset\t''
dotenv\t''
github\t''
k8s\t''
mc-host\t''
mc-alias\t''
rclone\t''
duckdb\t''
terraform\t''
storage-options\t''
aws-ini\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l profile -d 'Profile to take what is not said here from; `none` for none' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l save -d 'Keep what was said as this profile, when it worked' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l min-life -d 'Renew what ends sooner than this [default: a third of the life, at most 15m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l write-profile -d 'Write the keys to this profile of the AWS credentials file' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l print-policy -d 'Print the session policy and do nothing else'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l buckets -d 'List the buckets found [default: for text only]'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l fresh -d 'Ask the storage server even if credentials are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l no-cache -d 'Read and write nothing of what is kept; profiles are read'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l dry-run -d 'Show what would change in the file, and write nothing'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l force -d 'Replace what stands against it: settings of the file, a saved profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l in-place -d 'Overwrite the file itself, for one that is mounted into a container'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l watch -d 'Stay, and write the file again before the credentials end'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l token -d 'Where a token is: file:PATH, env:NAME, cmd:PROGRAM, -, github, ci, …' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l audience -d 'Whom the token is to be meant for' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l s3-endpoint -d 'S3 address, where the STS has another [default: that of --endpoint]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l role-arn -d 'Role to take, where the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l duration -d 'Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l session-name -d 'Name of the session [default: the person\'s or key\'s name]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l region -d 'Region to sign for [default: a regional AWS endpoint\'s own, else us-east-1]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l policy -d 'Narrow the credentials by a session policy: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l allow -d 'Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l dialect -d 'Kind of storage server [default: auto]' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -s o -l output -d 'Form of the output; env:SHELL for another shell\'s [default on a terminal: text]' -r -f -a "text\t''
json\t''
process\t''
env\t''
unset\t''
dotenv\t''
github\t''
k8s\t''
mc-host\t''
mc-alias\t''
rclone\t''
duckdb\t''
terraform\t''
storage-options\t''
aws-ini\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l profile -d 'Profile to take what is not said here from; `none` for none' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l save -d 'Keep what was said as this profile, when it worked' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l min-life -d 'Renew what ends sooner than this [default: a third of the life, at most 15m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l write-profile -d 'Write the keys to this profile of the AWS credentials file' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l print-policy -d 'Print the session policy and do nothing else'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l buckets -d 'List the buckets found [default: for text only]'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l fresh -d 'Ask the storage server even if credentials are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l no-cache -d 'Read and write nothing of what is kept; profiles are read'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l dry-run -d 'Show what would change in the file, and write nothing'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l force -d 'Replace what stands against it: settings of the file, a saved profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l in-place -d 'Overwrite the file itself, for one that is mounted into a container'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l watch -d 'Stay, and write the file again before the credentials end'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l access-key -d 'Access key id, or the user\'s name [env: AWS_ACCESS_KEY_ID too]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l secret-key-file -d 'File with the secret key, `-` for stdin [default: AWS_SECRET_ACCESS_KEY, then a prompt]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l source-profile -d 'Profile of the AWS files that holds the keys' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l external-id -d 'What AWS wants of callers from another organization' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l s3-endpoint -d 'S3 address, where the STS has another [default: that of --endpoint]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l role-arn -d 'Role to take, where the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l duration -d 'Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l session-name -d 'Name of the session [default: the person\'s or key\'s name]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l region -d 'Region to sign for [default: a regional AWS endpoint\'s own, else us-east-1]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l policy -d 'Narrow the credentials by a session policy: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l allow -d 'Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l dialect -d 'Kind of storage server [default: auto]' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -s o -l output -d 'Form of the output; env:SHELL for another shell\'s [default on a terminal: text]' -r -f -a "text\t''
json\t''
process\t''
env\t''
unset\t''
dotenv\t''
github\t''
k8s\t''
mc-host\t''
mc-alias\t''
rclone\t''
duckdb\t''
terraform\t''
storage-options\t''
aws-ini\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l profile -d 'Profile to take what is not said here from; `none` for none' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l save -d 'Keep what was said as this profile, when it worked' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l min-life -d 'Renew what ends sooner than this [default: a third of the life, at most 15m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l write-profile -d 'Write the keys to this profile of the AWS credentials file' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l print-policy -d 'Print the session policy and do nothing else'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l buckets -d 'List the buckets found [default: for text only]'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l fresh -d 'Ask the storage server even if credentials are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l no-cache -d 'Read and write nothing of what is kept; profiles are read'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l dry-run -d 'Show what would change in the file, and write nothing'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l force -d 'Replace what stands against it: settings of the file, a saved profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l in-place -d 'Overwrite the file itself, for one that is mounted into a container'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l watch -d 'Stay, and write the file again before the credentials end'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l login -d 'How to ask the person [default: auto]' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l port -d 'Callback port, or a list tried in order [default: a free one]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l s3-endpoint -d 'S3 address, where the STS has another [default: that of --endpoint]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l role-arn -d 'Role to take, where the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l duration -d 'Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l session-name -d 'Name of the session [default: the person\'s or key\'s name]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l region -d 'Region to sign for [default: a regional AWS endpoint\'s own, else us-east-1]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l policy -d 'Narrow the credentials by a session policy: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l allow -d 'Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l dialect -d 'Kind of storage server [default: auto]' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -s o -l output -d 'Form of the output; env:SHELL for another shell\'s [default on a terminal: text]' -r -f -a "text\t''
json\t''
process\t''
env\t''
unset\t''
dotenv\t''
github\t''
k8s\t''
mc-host\t''
mc-alias\t''
rclone\t''
duckdb\t''
terraform\t''
storage-options\t''
aws-ini\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l profile -d 'Profile to take what is not said here from; `none` for none' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l save -d 'Keep what was said as this profile, when it worked' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l min-life -d 'Renew what ends sooner than this [default: a third of the life, at most 15m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l write-profile -d 'Write the keys to this profile of the AWS credentials file' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l no-browser -d 'Show the address instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l print-policy -d 'Print the session policy and do nothing else'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l buckets -d 'List the buckets found [default: for text only]'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l fresh -d 'Ask the storage server even if credentials are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l no-cache -d 'Read and write nothing of what is kept; profiles are read'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l dry-run -d 'Show what would change in the file, and write nothing'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l force -d 'Replace what stands against it: settings of the file, a saved profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l in-place -d 'Overwrite the file itself, for one that is mounted into a container'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l watch -d 'Stay, and write the file again before the credentials end'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l login -d 'How to ask the person [default: auto]' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l port -d 'Callback port, or a list tried in order [default: a free one]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l dry-run -d 'Show what would change in the file, and write nothing'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l force -d 'Replace what stands against it: settings of the file, a saved profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l in-place -d 'Overwrite the file itself, for one that is mounted into a container'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l watch -d 'Stay, and write the file again before the credentials end'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l no-browser -d 'Show the address instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l login -d 'How to ask the person [default: auto]' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l port -d 'Callback port, or a list tried in order [default: a free one]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l s3-endpoint -d 'S3 address, where the STS has another [default: that of --endpoint]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l role-arn -d 'Role to take, where the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l duration -d 'Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l session-name -d 'Name of the session [default: the person\'s or key\'s name]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l region -d 'Region to sign for [default: a regional AWS endpoint\'s own, else us-east-1]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l policy -d 'Narrow the credentials by a session policy: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l allow -d 'Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l dialect -d 'Kind of storage server [default: auto]' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l profile -d 'Profile to take what is not said here from; `none` for none' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l min-life -d 'Renew what ends sooner than this [default: a third of the life, at most 15m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l renew -d 'Stay beside the command and renew its credentials: for tools that ask container endpoints'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l no-browser -d 'Show the address instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l fresh -d 'Ask the storage server even if credentials are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l no-cache -d 'Read and write nothing of what is kept; profiles are read'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l port -d 'Port of the endpoint [default: a free one]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -s o -l output -d 'Print the variables that lead tools to the endpoint: env, or env:SHELL for another shell\'s' -r -f -a "env\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l login -d 'How to ask the person [default: auto]' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l s3-endpoint -d 'S3 address, where the STS has another [default: that of --endpoint]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l role-arn -d 'Role to take, where the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l duration -d 'Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l session-name -d 'Name of the session [default: the person\'s or key\'s name]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l region -d 'Region to sign for [default: a regional AWS endpoint\'s own, else us-east-1]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l policy -d 'Narrow the credentials by a session policy: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l allow -d 'Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l dialect -d 'Kind of storage server [default: auto]' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l profile -d 'Profile to take what is not said here from; `none` for none' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l min-life -d 'Renew what ends sooner than this [default: a third of the life, at most 15m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l no-browser -d 'Show the address instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l fresh -d 'Ask the storage server even if credentials are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l no-cache -d 'Read and write nothing of what is kept; profiles are read'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l issuer -d 'Issuer, or the address of its discovery document' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-id -d 'Client id of sts-cli at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-secret-file -d 'File with the client secret, `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l csec -d 'The client secret itself, for the sample program\'s sake' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-auth -d 'How the client authenticates [default: as the provider lists and accepts]' -r -f -a "basic\t''
post\t''
private-key-jwt\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-assertion-key -d 'Private key in PEM that signs instead of a client secret (private_key_jwt)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-assertion-kid -d 'Name (`kid`) of that key at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l scopes -d 'Scopes to ask for [default: openid, and profile, email if offered]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l login -d 'How to ask the person [default: auto]' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l port -d 'Callback port, or a list tried in order [default: a free one]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l s3-endpoint -d 'S3 address, where the STS has another [default: that of --endpoint]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l role-arn -d 'Role to take, where the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l duration -d 'Length of the session: 8h, 90m or seconds [default: 8h for a person on MinIO, else 1h]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l session-name -d 'Name of the session [default: the person\'s or key\'s name]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l region -d 'Region to sign for [default: a regional AWS endpoint\'s own, else us-east-1]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l policy -d 'Narrow the credentials by a session policy: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l allow -d 'Narrow them to read:bucket/prefix, and write:, list:, delete:, full: alike' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l dialect -d 'Kind of storage server [default: auto]' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l profile -d 'Profile to take what is not said here from; `none` for none' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l save -d 'Keep what was said as this profile, when it worked' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l min-life -d 'Renew what ends sooner than this [default: a third of the life, at most 15m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l ask-client-secret -d 'Ask for the client secret on the terminal'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l allow-http-issuer -d 'Allow plain http to a provider on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l no-browser -d 'Show the address instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l fresh -d 'Ask the storage server even if credentials are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l no-cache -d 'Read and write nothing of what is kept; profiles are read'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l force -d 'Replace what stands against it: settings of the file, a saved profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l issuer -d 'Issuer, or the address of its discovery document' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-id -d 'Client id of sts-cli at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-secret-file -d 'File with the client secret, `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l csec -d 'The client secret itself, for the sample program\'s sake' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-auth -d 'How the client authenticates [default: as the provider lists and accepts]' -r -f -a "basic\t''
post\t''
private-key-jwt\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-assertion-key -d 'Private key in PEM that signs instead of a client secret (private_key_jwt)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-assertion-kid -d 'Name (`kid`) of that key at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l endpoint -d 'Storage server, such as https://minio.example:9000' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l ca-bundle -d 'Certificates to trust beside the system\'s, as PEM [env: AWS_CA_BUNDLE too]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-cert -d 'Certificate to show to the storage server, as PEM' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-key -d 'Key of that certificate [default: the same file]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l cache -d 'Keep it in private files, or sealed by the system\'s keyring [default: file]' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l everywhere -d 'Revoke all credentials of this person, also those of other machines'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l forget -d 'Forget it here even where a server gave no answer'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l all -d 'End all logins that are stored on this machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l ask-client-secret -d 'Ask for the client secret on the terminal'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l allow-http-issuer -d 'Allow plain http to a provider on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l allow-http -d 'Allow plain http to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l insecure -d 'Verify no server certificate: for trying things out only'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l timeout -d 'Longest wait for the user, another process, or (30s at most) a server [default: 5m]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l json -d 'Write JSON for a program'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l online -d 'Ask the storage server whether it still takes the credentials, and whose they are'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show remove" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show remove" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show remove" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show remove" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show remove" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show remove" -f -a "list" -d 'Name the profiles, the default one marked'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show remove" -f -a "show" -d 'Show every value of a profile, and where it came from'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show remove" -f -a "remove" -d 'Remove a profile of yours'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand completions" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l port -d 'Port of the storage server [default: a free one]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l data -d 'Folder for keys and objects [default: a temporary one]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l as -d 'Have every login sign in as this account by itself: alice, bob, eve' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l fault -d 'Have provider or server do something otherwise: NAME, NAME=30s; `help` lists them (repeatable)' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l split -d 'Put the provider on a port of its own'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -a "sign-in" -d 'Sign in at the sandbox\'s provider as a browser would'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and __fish_seen_subcommand_from sign-in" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -l color -d 'Colour what a person reads [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -l as -d 'Sign in as this account by itself instead of opening your browser: alice, bob, eve' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -s v -l verbose -d 'Log to standard error; twice and thrice for more, never a secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -s q -l quiet -d 'Leave out notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -l no-input -d 'Ask for nothing: no browser, no prompt'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -s h -l help -d 'Print help'
