//! Reads profile files: one TOML file per profile, its `extends` chain, and errors for unknown keys.

use super::option_groups::{options_refused_in_profiles, profile_options};
use super::options as opt;
use super::profile_names::{existing_files, files, names, nearest};
use super::toml_file::{key_origin, line_number, parse, read_text, string_or_integer, type_error};
use crate::request::identity::{IDENTITIES, IdentityType};
use crate::request::option_spec::{OptionSpec, ValueKind};
use crate::request::settings::{LayerValues, OptionValue};
use crate::request::{ConfigError, Origin, PolicySource};
use crate::sys::{Deps, Environment};
use crate::text::printable;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::DeValue;

/// The maximum length of an `extends` chain.
const MAX_ANCESTORS: usize = 16;

/// The contents of one profile file.
pub(super) struct ProfileLayer {
    pub(super) values: LayerValues,
    pub(super) identity: Option<(String, Origin)>,
    pub(super) extends: Option<(String, Origin)>,
    /// The URL or file of the published profile that this one was made from.
    pub(super) from: Option<(String, Origin)>,
}

/// A profile with all files that it consists of, highest precedence first.
pub(super) struct Profile {
    pub(super) name: String,
    /// The chain of profiles that it extends, each with the origin of the `extends` key.
    pub(super) extends: Vec<(String, Origin)>,
    layers: Vec<ProfileLayer>,
}

/// A text that may replace that of a profile file.
pub(super) struct NewText<'a> {
    pub(super) text: &'a str,
    /// The file of the profile; paths in the text are relative to its folder.
    pub(super) file: &'a Path,
    /// The path that errors name.
    pub(super) shown_path: &'a Path,
}

impl NewText<'_> {
    /// Parses the text.
    ///
    /// # Errors
    /// Text that is not a profile.
    pub(super) fn parse(&self, deps: &Deps) -> Result<ProfileLayer, ConfigError> {
        parse_in(self.file.parent().unwrap_or(self.file), self.text, self.shown_path, deps)
    }
}

impl Profile {
    /// Reads the profile `name`, named at `origin`: the user's file, the administrator's of the same name, then those it extends.
    ///
    /// # Errors
    /// No such profile, an invalid name, a file that cannot be read or parsed, or a profile that extends itself.
    pub(super) fn read(name: &str, origin: Option<Origin>, deps: &Deps) -> Result<Self, ConfigError> {
        Self::read_with(name, origin, None, deps)
    }

    /// Reads a profile like [`Profile::read`], with a new text in place of the content of one file.
    ///
    /// # Errors
    /// The errors of [`Profile::read`].
    pub(super) fn read_with(name: &str, origin: Option<Origin>, new: Option<&NewText<'_>>, deps: &Deps) -> Result<Self, ConfigError> {
        let (mut layers, mut extends) = (Vec::new(), Vec::new());
        let mut visited: Vec<String> = Vec::new();
        let mut next = Some((name.to_owned(), origin));
        while let Some((name, origin)) = next {
            if visited.contains(&name) || visited.len() == MAX_ANCESTORS {
                return Err(ConfigError::ExtendsCycle { name, chain: visited.join(" → ") });
            }
            let first = layers.len();
            for path in existing_files(&name, origin, deps)? {
                layers.push(match new {
                    Some(new) if new.file == path => new.parse(deps)?,
                    _ => read_layer(&path, deps)?,
                });
            }
            let base = layers[first..].iter().find_map(|layer: &ProfileLayer| layer.extends.clone());
            extends.extend(base.clone());
            next = base.map(|(name, origin)| (name, Some(origin)));
            visited.push(name);
        }
        Ok(Self { name: name.to_owned(), extends, layers })
    }

    /// Returns the values of each file, highest precedence first.
    pub(super) fn values(self) -> impl Iterator<Item = LayerValues> {
        self.layers.into_iter().map(|layer| layer.values)
    }

    /// Returns the URL or file of the published profile that this one was made from.
    pub(super) fn published_at(&self) -> Option<&(String, Origin)> {
        self.layers.iter().find_map(|layer| layer.from.as_ref())
    }

    /// Returns the identity and its origin.
    pub(super) fn identity(&self) -> Option<&(String, Origin)> {
        self.layers.iter().find_map(|layer| layer.identity.as_ref())
    }
}

/// Returns the origins of `extends` keys that name the profile `name`. Skips invalid files.
///
/// # Errors
/// A folder that cannot be read.
pub(super) fn origins_extending(name: &str, deps: &Deps) -> Result<Vec<Origin>, ConfigError> {
    let mut origins = Vec::new();
    for other in names(&deps.directories)? {
        let layers = files(&other, None, deps)?.into_iter().filter_map(|path| read_layer(&path, deps).ok());
        origins.extend(layers.filter_map(|layer| layer.extends).filter(|(base, _)| base == name).map(|(_, origin)| origin));
    }
    Ok(origins)
}

/// Reads the profile file at `path`.
///
/// # Errors
/// A file that cannot be read or parsed.
pub(super) fn read_layer(path: &Path, deps: &Deps) -> Result<ProfileLayer, ConfigError> {
    let text = read_text(path, &deps.directories)?
        .ok_or_else(|| ConfigError::Unreadable { path: path.to_owned(), source: std::io::ErrorKind::NotFound.into() })?;
    parse_layer(&text, path, deps)
}

/// Parses the text of a profile; `path` is its file, or its URL for messages.
///
/// # Errors
/// Text that is not a profile.
pub(super) fn parse_layer(text: &str, path: &Path, deps: &Deps) -> Result<ProfileLayer, ConfigError> {
    parse_in(path.parent().unwrap_or(path), text, path, deps)
}

/// Parses the text of a profile in which paths are relative to `folder`.
fn parse_in(folder: &Path, text: &str, path: &Path, deps: &Deps) -> Result<ProfileLayer, ConfigError> {
    let mut layer = ProfileLayer { values: Vec::new(), identity: None, extends: None, from: None };
    for (key, value) in &parse(text, path)? {
        let name = key.get_ref().as_ref();
        if matches!(name, "identity" | "extends" | "from") {
            let word = string_or_integer(value).ok_or_else(|| type_error(key, text, path, "a string"))?;
            if name == "identity" && IdentityType::find(&word).is_none() {
                let known_names: Vec<String> = IDENTITIES.iter().map(|identity| identity.name.to_owned()).collect();
                let line = line_number(text, value.span().start);
                return Err(ConfigError::UnknownIdentity {
                    path: path.to_owned(),
                    line,
                    nearest: nearest(&word, &known_names),
                    name: printable(&word),
                    known: known_names,
                });
            }
            let field = match name {
                "identity" => &mut layer.identity,
                "extends" => &mut layer.extends,
                _ => &mut layer.from,
            };
            *field = Some((word, key_origin(key, text, path)));
            continue;
        }
        let Some(option) = profile_options().find(|option| option.is_profile_key(name)) else {
            return Err(unknown_key(name, line_number(text, key.span().start), path));
        };
        let raw = raw_values(option, value).ok_or_else(|| type_error(key, text, path, expected_type(option)))?;
        let resolve = |text: String| match option.kind {
            ValueKind::Path if !text.is_empty() => resolve_profile_path(&text, folder, &deps.environment).into_os_string(),
            _ => map_path_in(option, &text, |path| resolve_profile_path(path, folder, &deps.environment)).into(),
        };
        let origin = key_origin(key, text, path);
        layer.values.push((option, OptionValue { raw: raw.into_iter().map(resolve).collect(), origin }));
    }
    Ok(layer)
}

/// Maps the path inside `text` with `of`, for options whose text may contain a path (`--token file:PATH`, `--policy PATH`).
pub(super) fn map_path_in(option: &OptionSpec, text: &str, map_path: impl Fn(&str) -> PathBuf) -> String {
    const FILE: &str = "file:";
    let mapped = |path: &str| map_path(path).to_string_lossy().into_owned();
    let path = text.trim().strip_prefix(FILE).map(str::trim).filter(|path| !path.is_empty());
    match path {
        Some(path) if *option == *opt::TOKEN => format!("{FILE}{}", mapped(path)),
        _ if *option == *opt::POLICY && !text.is_empty() => match PolicySource::from(text) {
            PolicySource::File(_) => mapped(text),
            PolicySource::Json(_) | PolicySource::Stdin => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

/// Converts a TOML value to the strings that the flag would accept; `None` for a wrong type.
fn raw_values(option: &OptionSpec, value: &Spanned<DeValue<'_>>) -> Option<Vec<String>> {
    let split_list = |text: String, separator: char| text.split(separator).map(str::to_owned).collect::<Vec<_>>();
    match (option.kind, value.get_ref()) {
        (ValueKind::Switch, DeValue::Boolean(is_on)) => Some(vec![is_on.to_string()]),
        (ValueKind::Switch, _) => None,
        (ValueKind::List(separator), DeValue::Array(entries)) => {
            let texts: Option<Vec<String>> = entries.iter().map(string_or_integer).collect();
            texts.map(|texts| texts.into_iter().flat_map(|text| split_list(text, separator)).collect())
        }
        (ValueKind::List(_), DeValue::Table(entries)) => {
            entries.iter().map(|(key, value)| Some(format!("{}={}", key.get_ref(), string_or_integer(value)?))).collect()
        }
        (ValueKind::List(separator), _) => string_or_integer(value).map(|text| split_list(text, separator)),
        _ => string_or_integer(value).map(|text| vec![text]),
    }
}

fn expected_type(option: &OptionSpec) -> &'static str {
    match option.kind {
        ValueKind::Switch => "true or false",
        ValueKind::List(_) => "a list of strings",
        _ => "a string",
    }
}

/// Creates the error for an unknown key; a per-invocation option of that name gets its own message.
fn unknown_key(name: &str, line: usize, path: &Path) -> ConfigError {
    let (path, key) = (path.to_owned(), printable(name));
    if let Some(option) = options_refused_in_profiles().find(|option| option.is_profile_key(name)) {
        return ConfigError::PerInvocationKey { path, line, key, option };
    }
    let known_names = profile_options().map(OptionSpec::profile_key).chain(["identity", "extends", "from"].map(str::to_owned));
    ConfigError::UnknownKey { path, line, key, nearest: nearest(name, &known_names.collect::<Vec<_>>()) }
}

/// Resolves a path in a profile: relative to the profile's `folder`, with `~/` for the home folder and `-` for stdin.
fn resolve_profile_path(path: &str, folder: &Path, environment: &Environment) -> PathBuf {
    let in_home = path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\").filter(|_| cfg!(windows)));
    match in_home.and_then(|rest| Some(environment.home()?.join(rest))) {
        _ if path == "-" => PathBuf::from(path),
        Some(in_home) => in_home,
        None => folder.join(path),
    }
}
