# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_sts_cli_global_optspecs
    string join \n v/verbose q/quiet no-input color= error-format= p/profile= h/help V/version
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

complete -c sts-cli -n "__fish_sts_cli_needs_command" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_needs_command" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_needs_command" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_needs_command" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -s V -l version -d 'Print version'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "login" -d 'Log in now without printing secrets'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "get" -d 'Get the credentials of a profile'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "exec" -d 'Run a command with the credentials of a profile'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "configure" -d 'Configure a tool to fetch credentials from sts-cli'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "status" -d 'Show login status without prompting'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "logout" -d 'Revoke a login and remove it from this machine'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "web-identity" -d 'Get credentials with OpenID Connect (browser login or a token)'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "client-grants" -d 'Get credentials as a service (OAuth client credentials)'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "ldap" -d 'Get credentials with an LDAP user name and password'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "certificate" -d 'Get credentials with a TLS client certificate'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "custom-token" -d 'Get credentials with a token for the server\'s identity plugin'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "assume-role" -d 'Exchange long-term access keys for temporary credentials'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "get-session-token" -d 'Exchange access keys for temporary ones without a role'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "whoami" -d 'Show whose credentials these are and what they may do'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "buckets" -d 'List the buckets that the credentials of a profile open'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "inspect" -d 'Decode a token, credentials or a certificate, offline'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "serve" -d 'Serve auto-renewed credentials on a local endpoint'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "doctor" -d 'Examine a login step by step and show who can fix it'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "setup" -d 'Print how to set up a provider and a storage server'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "profiles" -d 'List, show, edit or remove profiles'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "completions" -d 'Print a shell completion script'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "sandbox" -d 'Run a local test provider, STS and S3'
complete -c sts-cli -n "__fish_sts_cli_needs_command" -f -a "demo" -d 'Try a complete login on the sandbox, step by step'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l issuer -d 'Issuer URL, or URL of its discovery document' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-id -d 'Client ID of sts-cli at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-secret-file -d 'File with the client secret; `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l csec -d 'Client secret, for compatibility with MinIO\'s sample program' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-auth -d 'Client authentication method' -r -f -a "basic\t''
post\t''
private-key-jwt\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-assertion-key -d 'Private key (PEM) to use instead of a client secret' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-assertion-kid -d 'Key ID (`kid`) of the client assertion key at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l scopes -d 'Scopes to request' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l login -d 'Login method' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l port -d 'Callback port, or a list to try in order' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l account -d 'User who must log in: a user name or e-mail address' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l save -d 'Save the settings as a profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l from -d 'Create a profile from a published one: URL or file' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l ask-client-secret -d 'Prompt for the client secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l allow-http-issuer -d 'Allow plain HTTP to a provider on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l no-browser -d 'Print the login URL instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l switch -d 'Log in as another user: the provider asks who'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l force -d 'Overwrite conflicting settings or an existing profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l login -d 'Login method' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l port -d 'Callback port, or a list to try in order' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l until -d 'Fail at once if renewal ends earlier, e.g. 12h or 18:30' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -s o -l output -d 'Output format' -r -f -a "text\t''
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
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l write-profile -d 'Write to this AWS profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l save -d 'Save the settings as a profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l no-browser -d 'Print the login URL instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l print-policy -d 'Print the session policy and exit'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l buckets -d 'List buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l dry-run -d 'Show the changes without writing the file'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l force -d 'Overwrite conflicting settings or an existing profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l in-place -d 'Overwrite the file instead of replacing it'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l watch -d 'Keep running; rewrite the file before expiration'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l login -d 'Login method' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l port -d 'Callback port, or a list to try in order' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l until -d 'Fail at once if renewal ends earlier, e.g. 12h or 18:30' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l no-browser -d 'Print the login URL instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l renew -d 'Keep running and serve renewed credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l login -d 'Login method' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l port -d 'Callback port, or a list to try in order' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l no-browser -d 'Print the login URL instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l remove -d 'Remove what configure wrote for the profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l dry-run -d 'Show the changes without writing the file'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l force -d 'Overwrite conflicting settings or an existing profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l in-place -d 'Overwrite the file instead of replacing it'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l watch -d 'Keep running; rewrite the file before expiration'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand configure" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -s o -l output -d 'Output format' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l online -d 'Verify the credentials with the storage server'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l all -d 'Show all profiles'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l issuer -d 'Issuer URL, or URL of its discovery document' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-id -d 'Client ID of sts-cli at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-secret-file -d 'File with the client secret; `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l csec -d 'Client secret, for compatibility with MinIO\'s sample program' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-auth -d 'Client authentication method' -r -f -a "basic\t''
post\t''
private-key-jwt\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-assertion-key -d 'Private key (PEM) to use instead of a client secret' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-assertion-kid -d 'Key ID (`kid`) of the client assertion key at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l ask-client-secret -d 'Prompt for the client secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l allow-http-issuer -d 'Allow plain HTTP to a provider on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l all -d 'Log out of every login stored on this machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l everywhere -d 'Revoke all credentials of this user'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l only -d 'Remove the credentials of this profile, not its login'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l forget -d 'Remove the login even if a server does not respond'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l issuer -d 'Issuer URL, or URL of its discovery document' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-id -d 'Client ID of sts-cli at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-secret-file -d 'File with the client secret; `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l csec -d 'Client secret, for compatibility with MinIO\'s sample program' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-auth -d 'Client authentication method' -r -f -a "basic\t''
post\t''
private-key-jwt\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-assertion-key -d 'Private key (PEM) to use instead of a client secret' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-assertion-kid -d 'Key ID (`kid`) of the client assertion key at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l scopes -d 'Scopes to request' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l auth-param -d 'Extra authorization request parameter' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l send -d 'Provider token to send to the storage server' -r -f -a "id-token\t''
access-token\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l account -d 'User who must log in: a user name or e-mail address' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l token -d 'Token source: file:PATH, env:NAME, cmd:PROGRAM, …' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l audience -d 'Audience (`aud`) that the token must have' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l redirect-uri -d 'Complete redirect URI' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l login -d 'Login method' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l port -d 'Callback port, or a list to try in order' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -s o -l output -d 'Output format' -r -f -a "text\t''
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
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l write-profile -d 'Write to this AWS profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l save -d 'Save the settings as a profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l ask-client-secret -d 'Prompt for the client secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l allow-http-issuer -d 'Allow plain HTTP to a provider on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l userinfo -d 'Fetch userinfo and require the same subject (`sub`)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l no-browser -d 'Print the login URL instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l print-policy -d 'Print the session policy and exit'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l buckets -d 'List buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l dry-run -d 'Show the changes without writing the file'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l force -d 'Overwrite conflicting settings or an existing profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l in-place -d 'Overwrite the file instead of replacing it'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l watch -d 'Keep running; rewrite the file before expiration'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand web-identity" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l issuer -d 'Issuer URL, or URL of its discovery document' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-id -d 'Client ID of sts-cli at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-secret-file -d 'File with the client secret; `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l csec -d 'Client secret, for compatibility with MinIO\'s sample program' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-auth -d 'Client authentication method' -r -f -a "basic\t''
post\t''
private-key-jwt\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-assertion-key -d 'Private key (PEM) to use instead of a client secret' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-assertion-kid -d 'Key ID (`kid`) of the client assertion key at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l scopes -d 'Scopes to request' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l token-endpoint -d 'Token endpoint, instead of discovery from the issuer' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l resource -d 'Resource indicator of the token (RFC 8707)' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l audience -d 'Audience (`aud`) that the token must have' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -s o -l output -d 'Output format' -r -f -a "text\t''
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
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l write-profile -d 'Write to this AWS profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l save -d 'Save the settings as a profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l ask-client-secret -d 'Prompt for the client secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l allow-http-issuer -d 'Allow plain HTTP to a provider on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l print-policy -d 'Print the session policy and exit'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l buckets -d 'List buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l dry-run -d 'Show the changes without writing the file'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l force -d 'Overwrite conflicting settings or an existing profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l in-place -d 'Overwrite the file instead of replacing it'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l watch -d 'Keep running; rewrite the file before expiration'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand client-grants" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l user -d 'Short login name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l password-file -d 'File with the password; `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l password-command -d 'Command that prints the password' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -s o -l output -d 'Output format' -r -f -a "text\t''
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
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l write-profile -d 'Write to this AWS profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l save -d 'Save the settings as a profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l print-policy -d 'Print the session policy and exit'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l buckets -d 'List buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l dry-run -d 'Show the changes without writing the file'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l force -d 'Overwrite conflicting settings or an existing profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l in-place -d 'Overwrite the file instead of replacing it'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l watch -d 'Keep running; rewrite the file before expiration'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand ldap" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -s o -l output -d 'Output format' -r -f -a "text\t''
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
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l write-profile -d 'Write to this AWS profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l save -d 'Save the settings as a profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l print-policy -d 'Print the session policy and exit'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l buckets -d 'List buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l dry-run -d 'Show the changes without writing the file'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l force -d 'Overwrite conflicting settings or an existing profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l in-place -d 'Overwrite the file instead of replacing it'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l watch -d 'Keep running; rewrite the file before expiration'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand certificate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l token -d 'Token source: file:PATH, env:NAME, cmd:PROGRAM, …' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l audience -d 'Audience (`aud`) that the token must have' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -s o -l output -d 'Output format' -r -f -a "text\t''
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
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l write-profile -d 'Write to this AWS profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l save -d 'Save the settings as a profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l print-policy -d 'Print the session policy and exit'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l buckets -d 'List buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l dry-run -d 'Show the changes without writing the file'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l force -d 'Overwrite conflicting settings or an existing profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l in-place -d 'Overwrite the file instead of replacing it'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l watch -d 'Keep running; rewrite the file before expiration'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand custom-token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l access-key -d 'Access key ID or user name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l secret-key-file -d 'File with the secret key; `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l source-profile -d 'AWS profile to read the keys from' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l mfa-serial -d 'ARN or serial number of the MFA device' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l token-code -d 'One-time code of the MFA device' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l external-id -d 'External ID' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -s o -l output -d 'Output format' -r -f -a "text\t''
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
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l write-profile -d 'Write to this AWS profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l save -d 'Save the settings as a profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l print-policy -d 'Print the session policy and exit'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l buckets -d 'List buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l dry-run -d 'Show the changes without writing the file'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l force -d 'Overwrite conflicting settings or an existing profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l in-place -d 'Overwrite the file instead of replacing it'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l watch -d 'Keep running; rewrite the file before expiration'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand assume-role" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l access-key -d 'Access key ID or user name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l secret-key-file -d 'File with the secret key; `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l source-profile -d 'AWS profile to read the keys from' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l mfa-serial -d 'ARN or serial number of the MFA device' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l token-code -d 'One-time code of the MFA device' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -s o -l output -d 'Output format' -r -f -a "text\t''
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
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l write-profile -d 'Write to this AWS profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l save -d 'Save the settings as a profile' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l print-policy -d 'Print the session policy and exit'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l buckets -d 'List buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l no-buckets -d 'Do not list buckets'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l dry-run -d 'Show the changes without writing the file'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l force -d 'Overwrite conflicting settings or an existing profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l in-place -d 'Overwrite the file instead of replacing it'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l watch -d 'Keep running; rewrite the file before expiration'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand get-session-token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -l bucket -d 'Query the server, also about this bucket' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -s o -l output -d 'Output format' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -l online -d 'Verify the credentials with the storage server'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l login -d 'Login method' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l port -d 'Callback port, or a list to try in order' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -s o -l output -d 'Output format' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l no-browser -d 'Print the login URL instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand buckets" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand inspect" -s o -l output -d 'Output format' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand inspect" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand inspect" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand inspect" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand inspect" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand inspect" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand inspect" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l login -d 'Login method' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l until -d 'Fail at once if renewal ends earlier, e.g. 12h or 18:30' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l port -d 'Port of the endpoint' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -s o -l output -d 'Print variables that point tools to the endpoint' -r -f -a "env\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l token-file -d 'Write the token of the endpoint into this file' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l min-life -d 'Renew credentials that expire within this time' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l no-browser -d 'Print the login URL instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l fresh -d 'Get new credentials even if some are cached'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l issuer -d 'Issuer URL, or URL of its discovery document' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l client-id -d 'Client ID of sts-cli at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l client-secret-file -d 'File with the client secret; `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l csec -d 'Client secret, for compatibility with MinIO\'s sample program' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l client-auth -d 'Client authentication method' -r -f -a "basic\t''
post\t''
private-key-jwt\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l client-assertion-key -d 'Private key (PEM) to use instead of a client secret' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l client-assertion-kid -d 'Key ID (`kid`) of the client assertion key at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l scopes -d 'Scopes to request' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l auth-param -d 'Extra authorization request parameter' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l send -d 'Provider token to send to the storage server' -r -f -a "id-token\t''
access-token\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l token-endpoint -d 'Token endpoint, instead of discovery from the issuer' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l resource -d 'Resource indicator of the token (RFC 8707)' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l identity -d 'Identity to examine without a profile' -r -f -a "web-identity\t''
client-grants\t''
ldap\t''
certificate\t''
custom-token\t''
assume-role\t''
get-session-token\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l account -d 'User who must log in: a user name or e-mail address' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l token -d 'Token source: file:PATH, env:NAME, cmd:PROGRAM, …' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l audience -d 'Audience (`aud`) that the token must have' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l redirect-uri -d 'Complete redirect URI' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l user -d 'Short login name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l password-file -d 'File with the password; `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l password-command -d 'Command that prints the password' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l access-key -d 'Access key ID or user name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l secret-key-file -d 'File with the secret key; `-` for stdin' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l source-profile -d 'AWS profile to read the keys from' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l mfa-serial -d 'ARN or serial number of the MFA device' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l token-code -d 'One-time code of the MFA device' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l login -d 'Login method' -r -f -a "auto\t''
browser\t''
device\t''
paste\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l port -d 'Callback port, or a list to try in order' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l external-id -d 'External ID' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l s3-endpoint -d 'S3 URL, if it differs from the STS' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l duration -d 'Session duration: 8h, 90m or seconds' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l session-name -d 'Role session name' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l region -d 'Signing region' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l policy -d 'Session policy that restricts access: JSON, a file, or `-` for stdin' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l allow -d 'Restrict access, e.g. read:bucket/prefix' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l ca-bundle -d 'Additional trusted certificates (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l client-cert -d 'TLS client certificate (PEM)' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l client-key -d 'Private key of the client certificate' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l report -d 'Write the findings to a private file' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -s o -l output -d 'Output format' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l cache -d 'Cache storage' -r -f -a "file\t''
keyring\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l timeout -d 'Maximum wait for the user, another process or a server' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l ask-client-secret -d 'Prompt for the client secret'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l allow-http-issuer -d 'Allow plain HTTP to a provider on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l userinfo -d 'Fetch userinfo and require the same subject (`sub`)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l no-login -d 'Do not prompt for a login'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l no-browser -d 'Print the login URL instead of opening a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l allow-http -d 'Allow plain HTTP to a storage server on another machine'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l insecure -d 'Skip TLS certificate verification (testing only)'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l force -d 'Replace a file that is not a report'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l no-cache -d 'Do not read or write cached tokens and credentials'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l issuer -d 'Issuer URL, or URL of its discovery document' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l client-id -d 'Client ID of sts-cli at the provider' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l claim -d 'Claim with the names of policies' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l scopes -d 'Scopes to request' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l subject -d 'Subject (`sub`) of jobs and pods, with `*` for any text' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l port -d 'Callback port, or a list to try in order' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l audience -d 'Audience (`aud`) that the token must have' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l redirect-uri -d 'Complete redirect URI' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l account -d 'User who must log in: a user name or e-mail address' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l endpoint -d 'Storage server URL' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l role-arn -d 'Role to assume, if the server has roles' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l dialect -d 'Type of storage server' -r -f -a "auto\t''
minio\t''
aws\t''
ceph\t''
seaweedfs\t''
rustfs\t''
generic\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -s p -l profile -d 'Profile to load; `none` ignores the default profile' -r -f
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand setup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -f -a "list" -d 'List the profiles and mark the default'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -f -a "show" -d 'Show the settings of a profile and their origins'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -f -a "default" -d 'Show or set the profile that commands use by default'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -f -a "edit" -d 'Edit one of your profiles, and check it before it is saved'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -f -a "rename" -d 'Rename one of your profiles'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -f -a "update" -d 'Update a profile from where it was published'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and not __fish_seen_subcommand_from list show default edit rename update remove" -f -a "remove" -d 'Remove one of your profiles'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -s o -l output -d 'Output format' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -l json -d 'Print JSON'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from default" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from default" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from default" -l unset -d 'Have no default profile'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from default" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from default" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from default" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from default" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from edit" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from edit" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from edit" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from rename" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from update" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from update" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from update" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l logout -d 'Log out of the profile first'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l tools -d 'Remove what configure wrote for the profile, too'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand profiles; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand completions" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand completions" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand completions" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand completions" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand completions" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l port -d 'Port of the storage server [default: any free port]' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l data -d 'Folder for keys and objects [default: a temporary one]' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l as -d 'Account that signs in at every login: alice, bob, eve' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l fault -d 'Fault to inject: NAME or NAME=30s; `help` lists them' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -l split -d 'Run the provider on a separate port'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and not __fish_seen_subcommand_from sign-in" -a "sign-in" -d 'Sign in at the sandbox\'s provider as a browser would'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and __fish_seen_subcommand_from sign-in" -l cookie-file -d 'File for the cookie, to stay signed in' -r -F
complete -c sts-cli -n "__fish_sts_cli_using_subcommand sandbox; and __fish_seen_subcommand_from sign-in" -s h -l help -d 'Print help'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -l error-format -d 'Format of errors, warnings and notes' -r -f -a "text\t''
json\t''"
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -l as -d 'Account to sign in as, without a browser: alice, bob, eve' -r
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -s v -l verbose -d 'Increase log verbosity'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -s q -l quiet -d 'Do not print notes'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -l no-input -d 'Never prompt or open a browser'
complete -c sts-cli -n "__fish_sts_cli_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
