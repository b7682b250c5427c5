//! The facts of a server while they are being learnt. In the end every declared one is there, known or not.

use imaprules_facts::{Known, Unknown, Value};

/// Every fact of a server that is learnt without signing in.
pub(super) const FACTS: [&str; 79] = [
    "server.host",
    "server.port",
    "server.security",
    "server.dns",
    "server.dns_error",
    "server.addresses",
    "server.private_addresses",
    "server.address_scope",
    "server.public_dns",
    "server.public_addresses",
    "server.public_scope",
    "server.on_this_machine",
    "probe.vantage",
    "server.tcp",
    "server.tcp_error",
    "server.tcp_open_addresses",
    "server.tcp_refused_addresses",
    "server.tcp_timeout_addresses",
    "server.tcp_reset_addresses",
    "server.tcp_unreachable_addresses",
    "server.over_ipv4",
    "server.over_ipv6",
    "server.address_views",
    "server.greetings_differ",
    "server.certificates_differ",
    "server.distrusted_addresses",
    "server.connect_time",
    "server.other_port",
    "server.other_port_tcp",
    "server.other_port_security",
    "server.other_port_trusted",
    "server.other_port_same_certificate",
    "tls.handshake",
    "tls.error",
    "tls.version",
    "tls.suite",
    "tls.versions",
    "tls.offers_1_0",
    "tls.offers_1_1",
    "tls.offers_1_2",
    "tls.offers_1_3",
    "tls.legacy_only",
    "tls.exchange_online",
    "tls.exchange_online_suite",
    "tls.trusted",
    "tls.publicly_trusted",
    "tls.chain",
    "tls.chain_error",
    "tls.self_signed",
    "tls.name_matches",
    "tls.names",
    "tls.subject",
    "tls.issuer",
    "tls.not_before",
    "tls.not_after",
    "tls.key_type",
    "tls.key_bits",
    "tls.signature_algorithm",
    "tls.chain_length",
    "imap.greeting",
    "imap.greeting_text",
    "imap.protocol",
    "imap.greeting_time",
    "imap.capabilities",
    "imap.capabilities_plain",
    "imap.starttls_offered",
    "imap.starttls_injected",
    "imap.login_disabled",
    "imap.auth_mechanisms",
    "imap.id",
    "server.family",
    "server.family_evidence",
    "server.family_confidence",
    "server.version",
    "server.super_user_form",
    "server.super_user_way",
    "server.enablement_switch",
    "server.penalty",
    "server.better_provider",
];

/// Facts with what was learnt. The first word on a fact stands.
#[derive(Debug, Default)]
pub(super) struct Sheet(Vec<(&'static str, Known)>);

impl Sheet {
    pub(super) fn know(&mut self, fact: &'static str, value: impl Into<Value>) {
        self.learn(fact, Ok(value.into()));
    }

    pub(super) fn miss(&mut self, facts: &[&'static str], why: &Unknown) {
        for fact in facts {
            self.learn(fact, Err(why.clone()));
        }
    }

    fn learn(&mut self, fact: &'static str, known: Known) {
        if !self.has(fact) {
            self.0.push((fact, known));
        }
    }

    fn has(&self, fact: &str) -> bool {
        self.0.iter().any(|(name, _)| *name == fact)
    }

    /// All facts in the order of their declaration; those that nobody wrote are unknown for this reason.
    pub(super) fn close(mut self, why: &Unknown) -> Vec<(&'static str, Known)> {
        self.miss(&FACTS, why);
        let place = |fact: &str| FACTS.iter().position(|name| *name == fact);
        self.0.sort_by_key(|(fact, _)| place(fact));
        self.0
    }
}
