//! MinIO in every mode that takes an identity: each a process of its own, with its own port and data.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::keycloak::{DISCOVERY, EXAMPLE_DISCOVERY};
use super::{Server, certificates, directory, oidc_provider, plugin, run};
use crate::tools::Tools;

const PATIENCE: Duration = Duration::from_secs(30);
/// The administrator of every server.
pub(crate) const ROOT: (&str, &str) = ("minioadmin", "minioadmin-secret");

/// Takes Keycloak's tokens: claim `policy` for the client `sts-cli`, and the role below for the client `web`.
pub(crate) const ENDPOINT: &str = "http://127.0.0.1:9000";

/// Was never told of a provider, and insists on a region.
pub(crate) const PLAIN_ENDPOINT: &str = "http://127.0.0.1:9001";

/// Takes the names and passwords of the directory.
pub(crate) const LDAP_ENDPOINT: &str = "http://127.0.0.1:9002";

/// Takes the tokens of oidc-provider.
pub(crate) const STRICT_ENDPOINT: &str = "http://127.0.0.1:9003";

/// Reads the policy from Keycloak's userinfo, and grants half an hour whatever is asked for.
pub(crate) const USERINFO_ENDPOINT: &str = "http://127.0.0.1:9004";

/// Asks the plugin about tokens.
pub(crate) const PLUGIN_ENDPOINT: &str = "http://127.0.0.1:9005";

/// Has a wrong password for the directory's lookup account.
pub(crate) const LOCKED_OUT_ENDPOINT: &str = "http://127.0.0.1:9006";

/// Takes the tokens of the realm in the folder `examples`.
pub(crate) const EXAMPLE_ENDPOINT: &str = "http://127.0.0.1:9007";

/// Was never told of a provider: an administrator does that.
pub(crate) const SETUP_ENDPOINT: &str = "http://127.0.0.1:9008";

/// Takes client certificates.
pub(crate) const TLS_ENDPOINT: &str = "https://127.0.0.1:9443";

/// Has a certificate that signed itself, and was never told to take those of clients.
pub(crate) const LONELY_ENDPOINT: &str = "https://127.0.0.1:9444";

/// The Console of the server that asks the plugin: a web page, no S3.
pub(crate) const CONSOLE: &str = "http://127.0.0.1:9105";

/// The region of the server without a provider.
pub(crate) const REGION: &str = "eu-central-1";

/// The role for the client `web`: the hash of its id, as every client can compute it.
pub(crate) const WEB_ROLE: &str = "arn:minio:iam:::role/yoTRNDuWuqgTfJQ-0YYOUiyssjg";

/// The role for oidc-provider's client `web-by-post`.
pub(crate) const POST_ROLE: &str = "arn:minio:iam:::role/Ru3VEYnKLuH65WHJ2enepSLll7o";

/// A user of the servers' own, with long-term keys.
pub(crate) const CAROL: (&str, &str) = ("carol", "carol-secret-for-tests");

/// A user whom nobody attached a policy to.
pub(crate) const NINA: (&str, &str) = ("nina", "nina-secret-for-tests");

/// An access key that carol made for herself.
pub(crate) const CAROLS_KEY: (&str, &str) = ("carols-own-key", "carols-key-secret-for-tests");

/// One server that is to be started.
pub(crate) struct Minio<'a> {
    name: &'static str,
    endpoint: &'static str,
    command: Command,
    tools: &'a Tools,
    home: &'a Path,
}

/// The servers that need nothing of Keycloak, which takes its time to start.
pub(crate) fn start_independent(tools: &Tools, home: &Path) -> Result<Vec<Server>, String> {
    let minio = |name, endpoint| Minio::new(tools, home, name, endpoint);
    let lookup = directory::LOOKUP.1;
    let plain = minio("minio-plain", PLAIN_ENDPOINT).set("SITE_REGION", REGION).start()?;
    let discovery = format!("{}/.well-known/openid-configuration", oidc_provider::STRICT_ISSUER);
    let strict = minio("minio-strict", STRICT_ENDPOINT)
        .openid("", &discovery, "sts-cli")
        .openid("_POST", &discovery, "web-by-post")
        .set("IDENTITY_OPENID_ROLE_POLICY_POST", "readwrite")
        .start()?;
    let setup = minio("minio-setup", SETUP_ENDPOINT).start()?;
    let ldap = minio("minio-ldap", LDAP_ENDPOINT).ldap(lookup).start()?;
    attach_directory_policies(tools, home)?;
    let locked_out = minio("minio-locked-out", LOCKED_OUT_ENDPOINT).ldap("a-wrong-password").start_bare()?;
    let plugin = minio("minio-plugin", PLUGIN_ENDPOINT)
        .set("IDENTITY_PLUGIN_URL", plugin::URL)
        .set("IDENTITY_PLUGIN_ROLE_POLICY", "readwrite")
        .set("IDENTITY_PLUGIN_ROLE_ID", "demo")
        .console(CONSOLE)
        .start()?;
    let tls = minio("minio-tls", TLS_ENDPOINT).certificate("server").set("IDENTITY_TLS_ENABLE", "on").start()?;
    let lonely = minio("minio-lonely", LONELY_ENDPOINT).certificate("lonely").start()?;
    Ok(vec![plain, strict, setup, ldap, locked_out, plugin, tls, lonely])
}

/// The servers that ask Keycloak for its metadata as they start.
pub(crate) fn start_dependent(tools: &Tools, home: &Path) -> Result<Vec<Server>, String> {
    let minio = |name, endpoint| Minio::new(tools, home, name, endpoint);
    let server = minio("minio", ENDPOINT)
        .openid("", DISCOVERY, "sts-cli")
        .openid("_ROLE", DISCOVERY, "web")
        .set("IDENTITY_OPENID_ROLE_POLICY_ROLE", "readonly")
        .start()?;
    for (name, secret) in [CAROL, NINA] {
        mc(tools, home, ENDPOINT, &["admin", "user", "add", "root", name, secret])?;
    }
    mc(tools, home, ENDPOINT, &["admin", "policy", "attach", "root", "readwrite", "--user", CAROL.0])?;
    let (key, secret) = CAROLS_KEY;
    mc(tools, home, ENDPOINT, &["admin", "user", "svcacct", "add", "root", CAROL.0, "--access-key", key, "--secret-key", secret])?;
    let userinfo = minio("minio-userinfo", USERINFO_ENDPOINT)
        .openid("", DISCOVERY, "elsewhere")
        .set("IDENTITY_OPENID_CLAIM_USERINFO", "on")
        .set("STS_DURATION", "30m")
        .start()?;
    let example = minio("minio-example", EXAMPLE_ENDPOINT).openid("", EXAMPLE_DISCOVERY, "sts-cli").start()?;
    Ok(vec![server, userinfo, example])
}

impl<'a> Minio<'a> {
    fn new(tools: &'a Tools, home: &'a Path, name: &'static str, endpoint: &'static str) -> Self {
        let mut command = Command::new(tools.minio());
        command.args(["server", "--address", &format!("127.0.0.1:{}", port(endpoint))]).arg(home.join(name));
        command.env("PATH", tools.path()).env("HOME", home).env("CI", "true");
        let minio = Self { name, endpoint, command, tools, home };
        minio.set("ROOT_USER", ROOT.0).set("ROOT_PASSWORD", ROOT.1).set("UPDATE", "off").set("BROWSER", "off")
    }

    /// Sets one of its variables.
    fn set(mut self, name: &str, value: &str) -> Self {
        self.command.env(format!("MINIO_{name}"), value);
        self
    }

    /// A provider whose tokens for this client are taken; the policy stands in the claim `policy` unless a role is set.
    fn openid(self, suffix: &str, discovery: &str, client: &str) -> Self {
        let told = self.set(&format!("IDENTITY_OPENID_CONFIG_URL{suffix}"), discovery);
        told.set(&format!("IDENTITY_OPENID_CLIENT_ID{suffix}"), client)
    }

    fn ldap(self, lookup_password: &str) -> Self {
        self.set("IDENTITY_LDAP_SERVER_ADDR", directory::LINE)
            .set("IDENTITY_LDAP_SERVER_INSECURE", "on")
            .set("IDENTITY_LDAP_LOOKUP_BIND_DN", directory::LOOKUP.0)
            .set("IDENTITY_LDAP_LOOKUP_BIND_PASSWORD", lookup_password)
            .set("IDENTITY_LDAP_USER_DN_SEARCH_BASE_DN", "ou=people,dc=example,dc=test")
            .set("IDENTITY_LDAP_USER_DN_SEARCH_FILTER", "(uid=%s)")
            .set("IDENTITY_LDAP_GROUP_SEARCH_BASE_DN", "ou=groups,dc=example,dc=test")
            .set("IDENTITY_LDAP_GROUP_SEARCH_FILTER", "(&(objectclass=groupOfNames)(member=%d))")
    }

    fn console(mut self, address: &str) -> Self {
        self.command.args(["--console-address", address.trim_start_matches("http://")]);
        self.set("BROWSER", "on")
    }

    /// TLS with this certificate; the clients' CA is trusted.
    fn certificate(mut self, name: &str) -> Self {
        let folder = certificates::serve_from(name).expect("the certificates can be copied");
        self.command.arg("--certs-dir").arg(folder);
        self
    }

    /// Starts it, and makes the buckets `demo` and `logs` and an object to read.
    fn start(self) -> Result<Server, String> {
        let (tools, home, endpoint) = (self.tools, self.home, self.endpoint);
        let server = self.start_bare()?;
        let readme = home.join("readme.txt");
        std::fs::write(&readme, "welcome\n").map_err(|error| error.to_string())?;
        mc(tools, home, endpoint, &["ready", "root"])?;
        mc(tools, home, endpoint, &["mb", "--quiet", "root/demo", "root/logs"])?;
        for name in ["readme.txt", "reports/may.txt"] {
            mc(tools, home, endpoint, &["cp", "--quiet", &readme.display().to_string(), &format!("root/demo/{name}")])?;
        }
        Ok(server)
    }

    fn start_bare(self) -> Result<Server, String> {
        let server = Server::start(self.name, port(self.endpoint), &self.command)?;
        match self.endpoint.starts_with("https") {
            true => server.listening(PATIENCE),
            false => server.ready("/minio/health/ready", PATIENCE),
        }
    }
}

/// Attaches policies to LDAP users: alice and carol by name, bob by group, dave none.
fn attach_directory_policies(tools: &Tools, home: &Path) -> Result<(), String> {
    for who in [
        "--user=uid=alice,ou=people,dc=example,dc=test",
        r"--user=uid=carol\+x,ou=people,dc=example,dc=test",
        "--group=cn=ops,ou=groups,dc=example,dc=test",
    ] {
        mc(tools, home, LDAP_ENDPOINT, &["idp", "ldap", "policy", "attach", "root", "readwrite", who])?;
    }
    Ok(())
}

fn port(endpoint: &str) -> u16 {
    endpoint.rsplit(':').next().and_then(|port| port.parse().ok()).expect("an endpoint with a port")
}

/// Runs `mc` as the administrator.
fn mc(tools: &Tools, home: &Path, endpoint: &str, arguments: &[&str]) -> Result<(), String> {
    let host = endpoint.replace("://", &format!("://{}:{}@", ROOT.0, ROOT.1));
    let mut command = Command::new(tools.mc());
    command.env_clear().env("PATH", tools.path()).env("HOME", home).env("MC_HOST_root", host);
    run(command.arg("--insecure").args(arguments))
}
