//! AWS files as the AWS SDK for Rust reads them.

use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::property::PropertiesKey;
use aws_runtime::env_config::section::EnvConfigSections;
use aws_runtime::env_config::source::load;
use aws_types::os_shim_internal::{Env, Fs};

pub(super) enum File {
    Config,
    Credentials,
}

/// Parses `text` with the SDK.
pub(super) fn read(file: &File, text: &str) -> Result<EnvConfigSections, String> {
    let kind = match file {
        File::Config => EnvConfigFileKind::Config,
        File::Credentials => EnvConfigFileKind::Credentials,
    };
    let files = EnvConfigFiles::builder().with_contents(kind, text).build();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let source = runtime.block_on(load(&Env::from_slice(&[]), &Fs::from_slice(&[]), &files)).unwrap();
    EnvConfigSections::parse(source).map_err(|error| error.to_string())
}

/// A setting of a service in a section `[services NAME]`.
pub(super) fn service(sections: &EnvConfigSections, name: &str, service: &str, key: &str) -> Option<String> {
    let place = PropertiesKey::builder().section_key("services").section_name(name).property_name(service).sub_property_name(key);
    sections.other_sections().get(&place.build().unwrap()).cloned()
}
