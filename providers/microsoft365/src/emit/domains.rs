//! Facts of mail domains: whether the tenant accepts them, and their DNS records.

use super::Emitter;
use crate::data::TENANT;
use crate::model::{Accepted, DnsRecord, Facts};
use crate::read::known;
use imaprules_facts::Value;
use imaprules_provider::Stop;

impl Emitter<'_> {
    pub(super) fn domains(&self) -> Result<(), Stop> {
        let mut accepted: Vec<String> = self.model.accepted.iter().map(|one| one.domain.clone()).collect();
        accepted.sort();
        accepted.dedup();
        if let Some(first) = self.model.accepted.first() {
            let facts: Facts = vec![("target.accepted_domains", Ok(accepted.into()))];
            self.send(self.record("migration", "migration", first.origin), facts)?;
        }
        let mut domains: Vec<&String> = self.model.rows.domains().iter().collect();
        domains.sort();
        for domain in domains {
            let facts: Facts = vec![("domain.name", Ok(domain.as_str().into()))];
            self.send(
                self.summary("target.domain", domain, "migration file", self.now),
                facts,
            )?;
            self.accepted(domain)?;
            self.dns(domain)?;
        }
        Ok(())
    }

    fn accepted(&self, domain: &str) -> Result<(), Stop> {
        let fits = |one: &&Accepted| {
            let wild = one.domain.strip_prefix("*.");
            one.domain == domain
                || wild
                    .is_some_and(|above| domain.strip_suffix(above).is_some_and(|rest| rest.ends_with('.')))
        };
        let Some(any) = self.model.accepted.first() else {
            return Ok(());
        };
        let found = self.model.accepted.iter().find(fits);
        let mut facts: Facts = vec![("domain.accepted", Ok(found.is_some().into()))];
        let kind = found.and_then(|one| one.kind.clone());
        facts.extend(kind.map(|kind| ("domain.accepted_type", known(kind))));
        self.send(
            self.record("target.domain", domain, found.unwrap_or(any).origin),
            facts,
        )
    }

    fn dns(&self, domain: &str) -> Result<(), Stop> {
        let of = |name: &str, kind: &str| -> Vec<&DnsRecord> {
            let fits = |record: &&DnsRecord| record.name == name && record.kind == kind;
            self.model.dns.iter().filter(fits).collect()
        };
        let mx = of(domain, "MX");
        if let Some(first) = mx.first() {
            self.send(
                self.record("target.domain", domain, first.origin),
                mx_facts(mx.clone()),
            )?;
        }
        let texts = of(domain, "TXT");
        if let Some(first) = texts.first() {
            let spf = texts
                .iter()
                .flat_map(|record| &record.values)
                .filter(|text| is_spf(text))
                .cloned();
            let facts: Facts = vec![("domain.spf", Ok(spf.collect::<Vec<_>>().into()))];
            self.send(self.record("target.domain", domain, first.origin), facts)?;
        }
        let name = format!("autodiscover.{domain}");
        let found = [of(&name, "CNAME"), of(&name, "A")].concat();
        if let Some(first) = found.first() {
            let target = first.values.first().cloned().unwrap_or_default();
            let facts: Facts = vec![("domain.autodiscover", Ok(target.into()))];
            self.send(self.record("target.domain", domain, first.origin), facts)?;
        }
        Ok(())
    }
}

fn is_spf(text: &str) -> bool {
    let begin = text.trim_start().to_ascii_lowercase();
    begin == "v=spf1" || begin.starts_with("v=spf1 ")
}

fn mx_facts(mut records: Vec<&DnsRecord>) -> Facts {
    records.sort_by(|a, b| (a.preference, &a.values).cmp(&(b.preference, &b.values)));
    let hosts: Vec<String> = records.iter().flat_map(|record| record.values.clone()).collect();
    let at_microsoft = |host: &&String| {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        TENANT
            .names
            .exchangers
            .iter()
            .any(|ending| host.ends_with(ending.as_str()))
    };
    let there = hosts.iter().filter(at_microsoft).count();
    let word = match there {
        0 => "none",
        all if all == hosts.len() => "all",
        _ => "some",
    };
    let ttl = records.iter().filter_map(|record| record.ttl).max();
    let mut facts: Facts = vec![
        ("domain.mx", Ok(hosts.into())),
        ("domain.mx_at_microsoft", Ok(word.into())),
    ];
    facts.extend(ttl.map(|ttl| ("domain.mx_ttl", Ok(Value::Int(ttl)))));
    facts
}
