//! What a file says of a server without naming it: it counts for the only server that is known, or for the endpoint at hand.

use crate::evidence::{Evidence, Server};

/// The name of a server that nobody names.
const NOBODY: &str = "unnamed-server";

/// Gives servers without a name one, once all files are read.
pub(crate) fn finish(evidence: &mut Evidence, endpoint: Option<&str>) {
    let has_name = |server: &Server| {
        [server.name, server.fqdn, server.dn, server.legacy_dn]
            .iter()
            .any(Option::is_some)
    };
    let mut names: Vec<String> = evidence
        .servers
        .iter()
        .filter(|server| has_name(server))
        .filter_map(|server| server.name.or(server.fqdn).or(server.dn).or(server.legacy_dn))
        .map(|symbol| crate::joined::short_host(evidence.texts.get(symbol)))
        .collect();
    names.sort();
    names.dedup();
    let name = match names.as_slice() {
        [only] => only.clone(),
        _ => endpoint.unwrap_or(NOBODY).to_owned(),
    };
    let symbol = evidence.symbol(&name);
    for server in evidence.servers.iter_mut().filter(|server| !has_name(server)) {
        server.name = symbol;
    }
}

#[cfg(test)]
mod tests {
    use super::finish;
    use crate::evidence::{Evidence, Seen, Server};
    use imaprules_exports::Place;

    #[test]
    fn a_server_without_a_name_is_the_only_one_or_the_endpoint() {
        let name_of_last = |named: &[&str], endpoint: Option<&str>| {
            let mut evidence = Evidence::default();
            let origin = evidence.origin("a.xml", false);
            let seen = Seen {
                origin,
                place: Place::default(),
                at: 0,
            };
            for name in named.iter().chain(&[""]) {
                let server = Server {
                    name: evidence.symbol(name),
                    ..Server::new(seen)
                };
                evidence.servers.push(server);
            }
            finish(&mut evidence, endpoint);
            let name = evidence.servers.last().unwrap().name;
            evidence.text(name).to_owned()
        };
        assert_eq!(name_of_last(&["CAS1"], Some("mail.x.org")), "cas1");
        assert_eq!(name_of_last(&["CAS1", "cas1.x.org"], None), "cas1");
        assert_eq!(name_of_last(&["CAS1", "MBX1"], Some("mail.x.org")), "mail.x.org");
        assert_eq!(name_of_last(&[], None), "unnamed-server");
    }
}
