//! The look at servers on loopback, from the plan to the facts.

mod addresses;
mod agreement;
mod encrypted;
mod hostile;
mod network;
mod other;
mod readable;

use super::*;
use crate::settings::{LookPlan, Override, Security, SignIn};
use crate::testkit::{Authority, TIMEOUT, quiet, watch};
use imaprules_facts::{Schema, Value};
use imaprules_kit::Memory;
use std::net::SocketAddr;

/// A plan for a server on loopback that presents itself under another name and a public address.
fn plan(at: SocketAddr, security: Security) -> Plan {
    Plan {
        host: "mail.example.com".to_owned(),
        port: at.port(),
        label: format!("mail.example.com:{}", at.port()),
        security,
        sign_in: SignIn::Nobody,
        timeout: TIMEOUT,
        connections: 4,
        overrides: vec![Override {
            reported: "93.184.215.14".parse().unwrap(),
            connect: at,
        }],
        played: true,
        provider: crate::provider::ID,
        opens_folders: true,
        bearer: None,
        roots: Vec::new(),
        size_limit: 1,
        fetch_limit: 1,
        mailbox_time: std::time::Duration::from_secs(5),
        look: LookPlan::default(),
        rows: crate::settings::RowsPlan::default(),
        measure: crate::measure::MeasurePlan::read(&imaprules_provider::Settings::default()).unwrap(),
    }
}

async fn look_at(plan: &Plan) -> Look {
    look_with(plan, &quiet()).await
}

async fn look_with(plan: &Plan, host: &Memory) -> Look {
    let trust = Trust::new(&plan.roots).unwrap();
    let look = look(plan, &trust, watch(host)).await;
    let names: Vec<&str> = look.facts.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, sheet::FACTS, "every fact once, in order");
    look
}

impl Look {
    fn of(&self, fact: &str) -> &Known {
        &self.facts.iter().find(|(name, _)| *name == fact).unwrap().1
    }

    fn word(&self, fact: &str) -> &str {
        match self.of(fact) {
            Ok(Value::Text(text)) => text,
            other => panic!("{fact}: {other:?}"),
        }
    }

    fn list(&self, fact: &str) -> Vec<String> {
        let Ok(Value::List(items)) = self.of(fact) else {
            panic!("{fact}: {:?}", self.of(fact))
        };
        items
            .iter()
            .map(|item| item.as_text().unwrap().to_owned())
            .collect()
    }

    fn flag(&self, fact: &str) -> bool {
        self.of(fact).as_ref().unwrap().as_bool().unwrap()
    }

    fn int(&self, fact: &str) -> i64 {
        match self.of(fact) {
            Ok(Value::Int(int)) => *int,
            other => panic!("{fact}: {other:?}"),
        }
    }

    fn reason(&self, fact: &str) -> Reason {
        self.of(fact).as_ref().unwrap_err().reason
    }
}

/// An authority, and a plan's roots that name it.
fn authority() -> (Authority, Vec<String>) {
    let root = Authority::root();
    let roots = vec![root.pem()];
    (root, roots)
}

#[test]
fn the_sheet_has_every_declared_fact_of_a_server() {
    let schema = Schema::read([("facts.toml", include_str!("../../../facts.toml"))]).unwrap();
    let servers = schema.facts_for(schema.kind("server").unwrap());
    let declared: Vec<&str> = servers
        .iter()
        .map(|fact| schema.fact_of(*fact).name.as_str())
        .filter(|name| *name != "imap.capabilities_signed_in")
        .collect();
    assert_eq!(declared, sheet::FACTS);
}
