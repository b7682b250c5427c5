//! The night of the change, roles, the firewall.

use crate::kit::with_rows;

pub(crate) const BATCH: &str = r#"[{"Identity":"Pilot","Status":"Synced","MigrationType":"IMAP","TotalCount":2,"LastSyncedDateTime":"2026-01-03T08:00:00Z","CreationDateTime":"2025-10-01T00:00:00Z"}]"#;
const USERS: &str = r#"[
 {"Identity":"a@contoso.com","BatchId":"Pilot","Status":"Synced","LastSuccessfulSyncTime":"2026-01-03T08:00:00Z","SyncedItemCount":1},
 {"Identity":"b@contoso.com","BatchId":"Pilot","Status":"Failed","ErrorSummary":"x","SyncedItemCount":1}]"#;
const DOMAINS: &str =
    r#"[{"Name":"contoso.com","DomainName":"contoso.com","DomainType":"InternalRelay","Default":true}]"#;
pub(crate) const DNS: &str = r#"[
 {"Name":"contoso.com","Type":15,"TTL":86400,"NameExchange":"mail.contoso.com","Preference":10},
 {"Name":"contoso.com","Type":"TXT","TTL":300,"Strings":["v=spf1 mx ","-all"]},
 {"Name":"contoso.com","Type":"TXT","TTL":300,"Strings":["MS=ms123"]},
 {"Name":"autodiscover.contoso.com","Type":"CNAME","TTL":300,"NameHost":"mail.contoso.com"}]"#;

pub(crate) fn night(moves: &str) -> imaprules_kit::Judged {
    with_rows(&["a@contoso.com", "b@contoso.com", "x@fabrikam.com"])
        .set("mx_moves_at", moves)
        .file("batches.json", BATCH)
        .file("users.json", USERS)
        .file("domains.json", DOMAINS)
        .file("dns.json", DNS)
        .run()
}

#[test]
fn before_the_move_it_is_no_go() {
    let judged = night("2999-01-01T00:00:00Z");
    assert_eq!(judged.said("cutover.not-ready", "migration"), "fail");
    assert_eq!(
        judged.failures("contoso.com"),
        ["cutover.mx-ttl", "cutover.relay-domain", "cutover.spf"]
    );
    assert_eq!(judged.failures("fabrikam.com"), ["cutover.domain-not-accepted"]);
    assert_eq!(
        judged.known("target.domain", "contoso.com", "domain.spf"),
        "v=spf1 mx -all"
    );
    assert_eq!(judged.failures("Pilot"), ["batch.auto-stop"]);
}

#[test]
fn after_the_move_the_last_sync_and_the_records_are_looked_at() {
    let judged = night("2026-01-03T20:00:00Z");
    assert_eq!(judged.failures("Pilot"), ["batch.auto-stop", "batch.final-sync"]);
    assert_eq!(judged.failures("a@contoso.com"), ["user.final-sync"]);
    assert_eq!(judged.said("user.final-sync", "b@contoso.com"), "unknown");
    let failures = judged.failures("contoso.com");
    assert!(
        failures.contains(&"cutover.mx-not-moved") && failures.contains(&"cutover.autodiscover"),
        "{failures:?}"
    );
    assert_eq!(judged.said("cutover.clean-up", "migration"), "fail");
    assert_eq!(judged.said("cutover.not-ready", "migration"), "");
}

#[test]
fn records_on_both_sides_are_seen() {
    let dns = r#"[{"Name":"contoso.com","Type":"MX","TTL":3600,"NameExchange":"contoso-com.mail.protection.outlook.com","Preference":0},
      {"Name":"contoso.com","Type":"MX","TTL":3600,"NameExchange":"mail.contoso.com","Preference":10}]"#;
    let judged = with_rows(&["a@contoso.com"]).file("dns.json", dns).run();
    assert_eq!(judged.failures("contoso.com"), ["cutover.mx-split"]);
    assert_eq!(
        judged.known("target.domain", "contoso.com", "domain.mx"),
        "contoso-com.mail.protection.outlook.com, mail.contoso.com"
    );
}

#[test]
fn roles_count_only_where_nothing_is_hidden() {
    let member = |group: &str, name: &str, kind: &str| {
        format!(
            r#"{{"RoleGroup":"{group}","Name":"{name}","PrimarySmtpAddress":"{name}@contoso.com","RecipientType":"{kind}"}}"#
        )
    };
    let two = |other: &str| {
        format!(
            "[{},{other}]",
            member("Organization Management", "ann", "UserMailbox")
        )
    };
    let said = |admin: &str, json: String| {
        with_rows(&[])
            .set("admin", admin)
            .file("roles.json", json)
            .run()
            .said("role.migration", "migration")
    };
    let kim = member("Recipient Management", "kim", "UserMailbox");
    assert_eq!(said("Ann@contoso.com", two(&kim)), "pass");
    assert_eq!(said("kim", two(&kim)), "pass");
    assert_eq!(said("terry@contoso.com", two(&kim)), "fail");
    assert_eq!(
        said(
            "terry@contoso.com",
            two(&member("Recipient Management", "TenantAdmins_1", "Group"))
        ),
        "unknown"
    );
    assert_eq!(
        said(
            "terry@contoso.com",
            format!("[{}]", member("Recipient Management", "kim", "UserMailbox"))
        ),
        "unknown"
    );
    let plain = r#"[{"Name":"ann","PrimarySmtpAddress":"ann@contoso.com","RecipientType":"UserMailbox"}]"#;
    let by_file = with_rows(&[])
        .set("admin", "ann@contoso.com")
        .file("RoleGroupMember-OrganizationManagement.json", plain)
        .run();
    assert_eq!(by_file.said("role.migration", "migration"), "pass");
    assert_eq!(
        by_file.reason("migration", "migration", "target.recipient_count"),
        "not-collected"
    );
}

#[test]
fn the_firewall_is_compared_with_the_ranges_of_the_service() {
    let ranges = r#"[{"id":1,"serviceArea":"Exchange","ips":["1.0.0.0/8"],"tcpPorts":"80,443"},
      {"id":5,"serviceArea":"Exchange","ips":["40.96.0.0/13","52.96.0.0/14","2603:1006::/40"],"tcpPorts":"143,993"},
      {"id":31,"serviceArea":"SharePoint","ips":["9.0.0.0/8"]}]"#;
    let judged = with_rows(&[])
        .set_all("firewall_allows", &["40.0.0.0/8"])
        .file("endpoints.json", ranges)
        .run();
    assert_eq!(
        judged.known("migration", "migration", "network.missing_ranges"),
        "52.96.0.0/14"
    );
    assert_eq!(
        judged.failed("firewall.exo-ranges", "migration").title,
        "The firewall shuts out 52.96.0.0/14"
    );
    assert_eq!(judged.said("firewall.ranges-stale", "migration"), "pass");
    let judged = with_rows(&[]).set_all("firewall_allows", &["0.0.0.0/0"]).run();
    assert_eq!(judged.said("firewall.exo-ranges", "migration"), "pass");
    assert_eq!(judged.said("firewall.ranges-stale", "migration"), "fail");
}
