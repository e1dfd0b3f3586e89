//! The accounts of the sandbox: claims, policies and long-term keys.

use super::Error;
use std::fmt;
use std::str::FromStr;

/// An account of the sandbox, the same in every sandbox. None of its secrets protects anything.
///
/// ```
/// use sts_sandbox::Account;
///
/// let account: Account = "alice".parse()?;
/// assert_eq!((account.password(), account.policy()), ("alice-password".to_owned(), Some("readwrite")));
/// # Ok::<(), sts_sandbox::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Has the policy `readwrite`.
    Alice,
    /// Has the policy `readonly`.
    Bob,
    /// Has no policy, so the STS refuses her.
    Eve,
}

/// A long-term access key with its secret key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessKeys {
    /// The access key id.
    pub access_key: &'static str,
    /// The secret key. It protects nothing: it is the same in every sandbox.
    pub secret_key: &'static str,
}

/// The data of an account at the provider and the storage server.
pub(crate) struct AccountDetails {
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
    pub(crate) description: &'static str,
    /// The long-term keys.
    pub(crate) keys: AccessKeys,
}

const ALICE: AccountDetails = AccountDetails {
    name: "alice",
    subject: "a11ce000-0000-4000-8000-000000000001",
    full_name: "Alice Example",
    email: "alice@example.test",
    groups: &["dev", "ops"],
    policy: Some("readwrite"),
    description: "can read and write every bucket",
    keys: AccessKeys { access_key: "SANDBOXKEYOFALICE000", secret_key: "not+a+secret+sandbox+key+of+alice+000000" },
};

const BOB: AccountDetails = AccountDetails {
    name: "bob",
    subject: "b0b00000-0000-4000-8000-000000000002",
    full_name: "Bob Example",
    email: "bob@example.test",
    groups: &["qa"],
    policy: Some("readonly"),
    description: "can list and read, but not write",
    keys: AccessKeys { access_key: "SANDBOXKEYOFBOB00000", secret_key: "not+a+secret+sandbox+key+of+bob+00000000" },
};

const EVE: AccountDetails = AccountDetails {
    name: "eve",
    subject: "e5e00000-0000-4000-8000-000000000003",
    full_name: "Eve Example",
    email: "eve@example.test",
    groups: &["guests"],
    policy: None,
    description: "has no policy, so the STS refuses",
    keys: AccessKeys { access_key: "SANDBOXKEYOFEVE00000", secret_key: "not+a+secret+sandbox+key+of+eve+00000000" },
};

impl Account {
    /// All accounts, in display order.
    pub const ALL: [Self; 3] = [Self::Alice, Self::Bob, Self::Eve];

    /// Returns the data of this account.
    pub(crate) fn details(self) -> &'static AccountDetails {
        match self {
            Self::Alice => &ALICE,
            Self::Bob => &BOB,
            Self::Eve => &EVE,
        }
    }

    /// Returns the login name: `alice`, `bob` or `eve`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.details().name
    }

    /// Returns the `sub` claim of its tokens.
    #[must_use]
    pub fn subject(self) -> &'static str {
        self.details().subject
    }

    /// Returns the name of its policy: the `policy` claim of its tokens and the policy of its long-term keys.
    #[must_use]
    pub fn policy(self) -> Option<&'static str> {
        self.details().policy
    }

    /// Returns the long-term keys, for `AssumeRole` and S3.
    #[must_use]
    pub fn access_keys(self) -> AccessKeys {
        self.details().keys
    }

    /// Returns the password, `NAME-password`, which the login page shows.
    #[must_use]
    pub fn password(self) -> String {
        format!("{}-password", self.details().name)
    }

    /// Returns the account if its name and password are right.
    pub(crate) fn authenticate(name: Option<&str>, password: Option<&str>) -> Option<Self> {
        let account = name.and_then(|name| name.trim().parse::<Self>().ok())?;
        (password == Some(account.password().as_str())).then_some(account)
    }

    /// The account that owns this long-term access key.
    pub(crate) fn with_access_key(access_key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|account| account.details().keys.access_key == access_key)
    }
}

impl FromStr for Account {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|account| account.details().name == name).ok_or_else(|| Error::UnknownAccount(name.to_owned()))
    }
}

impl fmt::Display for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.details().name)
    }
}
