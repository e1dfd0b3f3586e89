//! Spark: properties of Hadoop's S3A connector, of Hadoop 3.4 or newer, whose AWS SDK is version 2.

use crate::deliver::storage_target::StorageTarget;
use crate::request::Request;
use zeroize::Zeroizing;

/// Reads the profile anew whenever its keys have ended.
const PROVIDER: &str = "software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider";

/// Asks an endpoint for containers, such as `sts-cli serve`.
const CONTAINER: &str = "software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider";

/// The properties, one a line, for `spark-defaults.conf` or as `--conf`.
pub(super) fn properties(profile: &str, request: &Request) -> Zeroizing<String> {
    let store = StorageTarget::of(request);
    let mut text = format!(
        "# Hadoop 3.4 or newer; the AWS profile must be on every machine that runs tasks.\n\
         # Where `sts-cli serve` runs beside them instead: {CONTAINER}\n"
    );
    if let Some(bundle) = store.bundle() {
        text.push_str(&format!("# Java trusts what its own store holds: keytool -importcert -cacerts -file '{}'\n", plain(bundle)));
    }
    let option = format!("-Daws.profile={}", quoted(profile));
    let properties = [
        ("spark.hadoop.fs.s3a.aws.credentials.provider", Some(PROVIDER)),
        ("spark.driver.extraJavaOptions", Some(option.as_str())),
        ("spark.executor.extraJavaOptions", Some(option.as_str())),
        ("spark.hadoop.fs.s3a.endpoint.region", Some(request.region.as_str())),
        ("spark.hadoop.fs.s3a.endpoint", store.own_address()),
        ("spark.hadoop.fs.s3a.path.style.access", store.own_address().map(|_| "true")),
        ("spark.hadoop.fs.s3a.connection.ssl.enabled", Some("false").filter(|_| !store.is_https())),
    ];
    for (name, value) in properties {
        let Some(value) = value else { continue };
        text.push_str(&format!("{name} {}\n", plain(value).replace('\\', "\\\\")));
    }
    Zeroizing::new(text)
}

/// A value to the end of its line.
fn plain(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).collect()
}

/// A word of Java's command line, which Spark splits at blanks outside quotes.
fn quoted(word: &str) -> String {
    let is_plain = word.chars().all(|c| c.is_alphanumeric() || "_-.+@/:%".contains(c));
    if is_plain { word.to_owned() } else { format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::tools::example;

    #[test]
    fn spark_gets_place_style_and_provider_and_no_key() {
        let text = properties("prod", &example::request("http://127.0.0.1:9000"));
        let expected = "spark.hadoop.fs.s3a.aws.credentials.provider software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider\n\
                        spark.driver.extraJavaOptions -Daws.profile=prod\nspark.executor.extraJavaOptions -Daws.profile=prod\n\
                        spark.hadoop.fs.s3a.endpoint.region us-east-1\nspark.hadoop.fs.s3a.endpoint http://127.0.0.1:9000\n\
                        spark.hadoop.fs.s3a.path.style.access true\nspark.hadoop.fs.s3a.connection.ssl.enabled false\n";
        assert!(text.starts_with("# Hadoop 3.4 or newer") && text.ends_with(expected), "{}", *text);
        let aws = properties("my prod", &example::request("https://sts.eu-west-1.amazonaws.com"));
        assert!(aws.contains("-Daws.profile=\"my prod\""), "{}", *aws);
        assert!(aws.ends_with("endpoint.region eu-west-1\n"), "{}", *aws);
    }
}
