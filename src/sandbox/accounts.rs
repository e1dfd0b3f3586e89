//! The accounts of the sandbox: claims, policies and long-term keys.

use super::Error;
use std::fmt;
use std::str::FromStr;

/// A test account of the sandbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Has the policy `readwrite`.
    Alice,
    /// Has the policy `readonly`.
    Bob,
    /// Has no policy, so the STS refuses her.
    Eve,
}

/// The data of an account at the provider and the storage server.
pub(crate) struct Person {
    /// The login name.
    pub(crate) name: &'static str,
    /// The `sub` claim.
    pub(crate) subject: &'static str,
    /// The `name` claim.
    pub(crate) full_name: &'static str,
    /// The `email` claim.
    pub(crate) email: &'static str,
    /// The `groups` claim.
    pub(crate) groups: &'static [&'static str],
    /// The `policy` claim, and the policy of the long-term keys.
    pub(crate) policy: Option<&'static str>,
    /// The description on the login page.
    pub(crate) about: &'static str,
    /// The long-term access key.
    pub(crate) access_key: &'static str,
    /// The long-term secret key.
    pub(crate) secret_key: &'static str,
}

const ALICE: Person = Person {
    name: "alice",
    subject: "a11ce000-0000-4000-8000-000000000001",
    full_name: "Alice Example",
    email: "alice@example.test",
    groups: &["dev", "ops"],
    policy: Some("readwrite"),
    about: "may read and write every bucket",
    access_key: "SANDBOXKEYOFALICE000",
    secret_key: "not+a+secret+sandbox+key+of+alice+000000",
};

const BOB: Person = Person {
    name: "bob",
    subject: "b0b00000-0000-4000-8000-000000000002",
    full_name: "Bob Example",
    email: "bob@example.test",
    groups: &["qa"],
    policy: Some("readonly"),
    about: "may list and read, but not write",
    access_key: "SANDBOXKEYOFBOB00000",
    secret_key: "not+a+secret+sandbox+key+of+bob+00000000",
};

const EVE: Person = Person {
    name: "eve",
    subject: "e5e00000-0000-4000-8000-000000000003",
    full_name: "Eve Example",
    email: "eve@example.test",
    groups: &["guests"],
    policy: None,
    about: "has no policy, so the STS refuses",
    access_key: "SANDBOXKEYOFEVE00000",
    secret_key: "not+a+secret+sandbox+key+of+eve+00000000",
};

impl Account {
    /// All accounts, in display order.
    pub const ALL: [Self; 3] = [Self::Alice, Self::Bob, Self::Eve];

    /// Returns the data of this account.
    pub(crate) fn person(self) -> &'static Person {
        match self {
            Self::Alice => &ALICE,
            Self::Bob => &BOB,
            Self::Eve => &EVE,
        }
    }

    /// Returns the password, `NAME-password`, which the login page shows.
    pub(crate) fn password(self) -> String {
        format!("{}-password", self.person().name)
    }

    /// Returns the account if name and password are right.
    pub(crate) fn signed_in(name: Option<&str>, password: Option<&str>) -> Option<Self> {
        let account = name.and_then(|name| name.trim().parse::<Self>().ok())?;
        (password == Some(account.password().as_str())).then_some(account)
    }

    /// The account that owns this long-term access key.
    pub(crate) fn with_access_key(access_key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|account| account.person().access_key == access_key)
    }
}

impl FromStr for Account {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|account| account.person().name == name).ok_or_else(|| Error::UnknownAccount(name.to_owned()))
    }
}

impl fmt::Display for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.person().name)
    }
}
