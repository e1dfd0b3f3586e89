//! Spark: properties of Hadoop's S3A connector, of Hadoop 3.4 or newer, whose AWS SDK is version 2.

use crate::deliver::quoting;
use crate::deliver::storage_target::StorageTarget;
use crate::request::Request;
use zeroize::Zeroizing;

/// Reloads the profile when its keys expire.
const PROVIDER: &str = "software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider";

/// Fetches credentials from a container endpoint, such as `sts-cli serve`.
const CONTAINER: &str = "software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider";

/// Returns the properties, one per line, for `spark-defaults.conf` or `--conf`. Sets `defaultJavaOptions`, which Spark puts before the
/// user's `extraJavaOptions`. The bundle path contains no line break: the AWS profile of the same name could not contain it.
pub(super) fn properties(profile: &str, request: &Request) -> Zeroizing<String> {
    let store = StorageTarget::of(request);
    let mut text = format!(
        "# Hadoop 3.4 or newer; every machine that runs tasks needs the AWS profile.\n\
         # With `sts-cli serve` instead of the profile: {CONTAINER}\n"
    );
    if let Some(ca_bundle) = store.ca_bundle() {
        text.push_str(&format!(
            "# Import the CA bundle into Java's trust store: keytool -importcert -cacerts -file {}\n",
            quoting::word(ca_bundle)
        ));
    }
    let option = format!("-Daws.profile={profile}"); // a profile's name needs no quotes
    let properties = [
        ("spark.hadoop.fs.s3a.aws.credentials.provider", Some(PROVIDER)),
        ("spark.driver.defaultJavaOptions", Some(option.as_str())),
        ("spark.executor.defaultJavaOptions", Some(option.as_str())),
        ("spark.hadoop.fs.s3a.endpoint.region", Some(request.region.as_str())),
        ("spark.hadoop.fs.s3a.endpoint", store.custom_endpoint()),
        ("spark.hadoop.fs.s3a.path.style.access", store.custom_endpoint().map(|_| "true")),
        ("spark.hadoop.fs.s3a.connection.ssl.enabled", Some("false").filter(|_| !store.is_https())),
    ];
    for (name, value) in properties {
        let Some(value) = value else { continue };
        text.push_str(&format!("{name} {value}\n"));
    }
    Zeroizing::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliver::tools::example;

    #[test]
    fn spark_properties_have_the_endpoint_and_profile_but_no_keys() {
        let text = properties("prod", &example::request("http://127.0.0.1:9000"));
        let expected = "spark.hadoop.fs.s3a.aws.credentials.provider software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider\n\
                        spark.driver.defaultJavaOptions -Daws.profile=prod\nspark.executor.defaultJavaOptions -Daws.profile=prod\n\
                        spark.hadoop.fs.s3a.endpoint.region us-east-1\nspark.hadoop.fs.s3a.endpoint http://127.0.0.1:9000\n\
                        spark.hadoop.fs.s3a.path.style.access true\nspark.hadoop.fs.s3a.connection.ssl.enabled false\n";
        assert!(text.starts_with("# Hadoop 3.4 or newer") && text.ends_with(expected), "{}", *text);
        let aws = properties("prod", &example::request("https://sts.eu-west-1.amazonaws.com"));
        assert!(aws.ends_with("endpoint.region eu-west-1\n"), "{}", *aws);
    }
}
