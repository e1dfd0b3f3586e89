//! What certificates in the bundle and intermediate CAs may sign: RFC 5280, sections 4.2 and 6.1.

use crate::support::certificate::{Certificate, refused, trusted};
use crate::support::certificate::{address, ca, named, with_path_length};
use rcgen::{CertificateParams, CustomExtension, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, NameConstraints, date_time_ymd};

#[test]
fn an_expired_anchor_is_ignored_and_the_rest_of_the_bundle_is_used() {
    let expired = ca("expired.example", None, |it| it.not_after = date_time_ymd(2021, 1, 1));
    let of_the_future = ca("future.example", None, |it| it.not_before = date_time_ymd(2098, 1, 1));
    let renewed = ca("expired.example", None, |_| {});
    let good = Certificate::authority(&[]);
    refused(
        &[&Certificate::leaf(Some(&expired))],
        &[&expired],
        "the issuer `expired.example` in the CA bundle expired on 2021-01-01T00:00:00Z",
    );
    refused(&[&Certificate::leaf(Some(&of_the_future))], &[&of_the_future, &good], "is not valid before 2098-01-01T00:00:00Z");
    trusted(&[&Certificate::leaf(Some(&good))], &[&expired, &good, &of_the_future]);
    trusted(&[&Certificate::leaf(Some(&renewed))], &[&expired, &renewed]);
    let between = ca("between.example", Some(&expired), |_| {});
    let leaf = Certificate::leaf(Some(&between));
    refused(&[&leaf, &between], &[&expired], "expired on");
    trusted(&[&leaf, &between], &[&expired, &between]);
}

#[test]
fn constraints_of_a_ca_in_the_bundle_apply_as_in_openssl() {
    let clients_only = ca("clients.example", None, |it| it.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]);
    refused(&[&Certificate::leaf(Some(&clients_only))], &[&clients_only], "lacks serverAuth");
    let for_both = [ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
    let for_both = ca("both.example", None, |it| it.extended_key_usages = for_both.to_vec());
    trusted(&[&Certificate::leaf(Some(&for_both))], &[&for_both]);
    let permits = |first| NameConstraints { permitted_subtrees: vec![address(first)], excluded_subtrees: vec![] };
    let excludes = |first| NameConstraints { permitted_subtrees: vec![], excluded_subtrees: vec![address(first)] };
    for (authority, is_trusted) in [
        (named("a", permits(127)), true),
        (named("b", permits(10)), false),
        (named("c", excludes(127)), false),
        (named("d", excludes(10)), true),
    ] {
        let leaf = Certificate::leaf(Some(&authority));
        if is_trusted { trusted(&[&leaf], &[&authority]) } else { refused(&[&leaf], &[&authority], "name constraints") }
    }
}

#[test]
fn the_path_length_of_a_ca_in_the_bundle_applies() {
    let none = with_path_length("none.example", None, 0);
    trusted(&[&Certificate::leaf(Some(&none))], &[&none]);
    let below = ca("below.example", Some(&none), |_| {});
    refused(&[&Certificate::leaf(Some(&below)), &below], &[&none], "path length");
    trusted(&[&Certificate::leaf(Some(&none)), &below], &[&none]);

    let one = with_path_length("one.example", None, 1);
    let first = ca("first.example", Some(&one), |_| {});
    let second = ca("second.example", Some(&first), |_| {});
    let other = ca("other.example", None, |_| {});
    trusted(&[&Certificate::leaf(Some(&first)), &first], &[&one]);
    trusted(&[&Certificate::leaf(Some(&first)), &other, &first, &below], &[&one]);
    refused(&[&Certificate::leaf(Some(&second)), &second, &first], &[&one], "path length");
    let decoy = ca("second.example", Some(&one), |_| {});
    refused(&[&Certificate::leaf(Some(&second)), &second, &first, &decoy], &[&one], "path length");
    trusted(&[&Certificate::leaf(Some(&second)), &second, &first], &[&one, &first]);

    let limited = with_path_length("limited.example", Some(&other), 0);
    let beyond = ca("beyond.example", Some(&limited), |_| {});
    refused(&[&Certificate::leaf(Some(&beyond)), &beyond, &limited], &[&other], "path length");
    let hint = "hint: have the storage server's certificate issued by a CA whose constraints permit it";
    refused(&[&Certificate::leaf(Some(&beyond)), &beyond, &limited], &[&other], hint);
}

#[test]
fn an_issued_leaf_is_not_trusted_as_a_ca() {
    let root = Certificate::authority(&[]);
    let issued = Certificate::new("minio.example", Some(&root), |it| it.is_ca = IsCa::ExplicitNoCa);
    let forged = Certificate::leaf(Some(&issued));
    refused(&[&forged, &issued], &[&root], "is not marked as a CA");
    refused(&[&forged, &issued], &[&root, &issued], "CA");
}

/// An extension that nobody knows, which must not be passed over.
fn unknown_extension(parameters: &mut CertificateParams) {
    let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4, 5], vec![0x05, 0x00]);
    extension.set_criticality(true);
    parameters.custom_extensions.push(extension);
}

#[test]
fn an_intermediate_ca_is_limited_like_one_of_the_bundle() {
    use ExtendedKeyUsagePurpose::{ClientAuth, CodeSigning, ServerAuth};
    use KeyUsagePurpose::{CrlSign, DigitalSignature, KeyCertSign};
    let root = Certificate::authority(&[]);
    let of_usages = |usages: &[KeyUsagePurpose]| ca("between.example", Some(&root), |it| it.key_usages = usages.to_vec());
    let of_purposes =
        |purposes: &[ExtendedKeyUsagePurpose]| ca("between.example", Some(&root), |it| it.extended_key_usages = purposes.to_vec());
    let below = |between: &Certificate| Certificate::leaf(Some(between));
    for usages in [&[DigitalSignature][..], &[CrlSign], &[DigitalSignature, CrlSign]] {
        let between = of_usages(usages);
        let reason =
            "the CA certificate `between.example`, which the server sent, may not sign certificates (its key usage lacks keyCertSign)";
        refused(&[&below(&between), &between], &[&root], reason);
        refused(&[&below(&between), &root, &between], &[&root], reason);
    }
    for purposes in [&[CodeSigning][..], &[ClientAuth]] {
        let between = of_purposes(purposes);
        let reason = "the CA certificate `between.example`, which the server sent, is not for servers (its extended key usage lacks serverAuth)\n  \
            hint: have that certificate issued with the extended key usage serverAuth";
        refused(&[&below(&between), &between], &[&root], reason);
    }
    let strange = ca("between.example", Some(&root), unknown_extension);
    refused(&[&below(&strange), &strange], &[&root], "`between.example`, which the server sent, has an unknown critical extension");
    let top = ca("top.example", Some(&root), |it| it.key_usages = vec![DigitalSignature]);
    let second = ca("second.example", Some(&top), |_| {});
    refused(&[&below(&second), &second, &top], &[&root], "the CA certificate `top.example`, which the server sent, may not sign");

    for between in
        [of_usages(&[]), of_usages(&[KeyCertSign]), of_usages(&[DigitalSignature, KeyCertSign]), of_purposes(&[ServerAuth, ClientAuth])]
    {
        trusted(&[&below(&between), &between], &[&root]);
    }
    let (bad, good) = (of_usages(&[DigitalSignature]), of_usages(&[KeyCertSign]));
    trusted(&[&below(&good), &bad, &good], &[&root]);
}

#[test]
fn an_anchor_with_an_unknown_critical_extension_is_not_trusted() {
    let strange = ca("strange.example", None, unknown_extension);
    let reason = "the issuer `strange.example` in the CA bundle has an unknown critical extension";
    refused(&[&Certificate::leaf(Some(&strange))], &[&strange], reason);
    let harmless = ca("harmless.example", None, |it| {
        it.custom_extensions.push(CustomExtension::from_oid_content(&[1, 2, 3, 4, 5], vec![0x05, 0x00]));
    });
    trusted(&[&Certificate::leaf(Some(&harmless))], &[&harmless]);
    let own = Certificate::new("127.0.0.1", None, unknown_extension);
    refused(&[&own], &[&own], "critical extension");
}
