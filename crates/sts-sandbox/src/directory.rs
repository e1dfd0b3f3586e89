//! The LDAP directory for `AssumeRoleWithLDAPIdentity`: a few entries with passwords and groups, and the policies that MinIO has attached
//! to them.

/// An entry of the directory.
pub(crate) struct Entry {
    /// The login name.
    pub(crate) user: &'static str,
    /// The distinguished name, escaped (RFC 4514).
    pub(crate) name: &'static str,
    /// The distinguished names of the groups.
    pub(crate) groups: &'static [&'static str],
    /// The policies attached to the user or one of the groups.
    pub(crate) policies: &'static [&'static str],
    password: &'static str,
}

/// Why a bind was refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum LdapBindError {
    /// The login name is unknown.
    Unknown,
    /// The password is wrong for this distinguished name.
    WrongPassword(&'static str),
}

/// The password of alice, which is also in a file for commands inside the sandbox.
pub(crate) const ALICE_PASSWORD: &str = "alice-secret";

static ENTRIES: [Entry; 4] = [
    Entry {
        user: "alice",
        name: "uid=alice,ou=people,dc=example,dc=test",
        groups: &["cn=dev,ou=groups,dc=example,dc=test", "cn=ops,ou=groups,dc=example,dc=test"],
        policies: &["readwrite"],
        password: ALICE_PASSWORD,
    },
    Entry {
        user: "bob",
        name: "uid=bob,ou=people,dc=example,dc=test",
        groups: &["cn=qa,ou=groups,dc=example,dc=test"],
        policies: &["readonly"],
        password: "bob: \"s%2Bcret\" + é'", // special characters of forms, shells and XML
    },
    Entry {
        user: "carol+x", // the policy is that of the group
        name: "uid=carol\\2Bx,ou=people,dc=example,dc=test",
        groups: &["cn=qa,ou=groups,dc=example,dc=test"],
        policies: &["readonly"],
        password: "carol-secret",
    },
    Entry {
        user: "eve",
        name: "uid=eve,ou=people,dc=example,dc=test",
        groups: &["cn=guests,ou=groups,dc=example,dc=test"],
        policies: &[],
        password: "eve-secret",
    },
];

/// Finds the entry and checks the password. Login names are compared like in LDAP, ignoring case.
pub(crate) fn bind(user: &str, password: &str) -> Result<&'static Entry, LdapBindError> {
    let entry = ENTRIES.iter().find(|entry| entry.user.eq_ignore_ascii_case(user)).ok_or(LdapBindError::Unknown)?;
    if entry.password == password { Ok(entry) } else { Err(LdapBindError::WrongPassword(entry.name)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ldap_bind_requires_a_known_user_and_the_right_password() {
        for (user, password, expected) in [
            ("alice", "alice-secret", Ok("alice")),
            ("ALICE", "alice-secret", Ok("alice")),
            ("bob", "bob: \"s%2Bcret\" + é'", Ok("bob")),
            ("bob", "bob: \"s+cret\" + é'", Err(LdapBindError::WrongPassword("uid=bob,ou=people,dc=example,dc=test"))),
            ("alice", "alice-secret ", Err(LdapBindError::WrongPassword("uid=alice,ou=people,dc=example,dc=test"))),
            ("uid=alice,ou=people,dc=example,dc=test", "alice-secret", Err(LdapBindError::Unknown)),
            ("zed", "alice-secret", Err(LdapBindError::Unknown)),
        ] {
            assert_eq!(bind(user, password).map(|entry| entry.user), expected, "{user}");
        }
    }
}
