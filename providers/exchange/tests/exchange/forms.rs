//! One organisation in every form that PowerShell writes gives the same facts.

use crate::kit::with_rows;
use imaprules_kit::Judged;

const XML: &str = r#"<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
<Obj RefId="0"><TN RefId="0"><T>Selected.Microsoft.Exchange.Data.Directory.SystemConfiguration.Imap4AdConfiguration</T><T>System.Object</T></TN><MS><S N="Server">EX1</S><I32 N="MaxConnectionsPerUser">16</I32><Obj N="LoginType" RefId="1"><TN RefId="1"><T>Microsoft.Exchange.Data.Directory.LoginOptions</T></TN><ToString>SecureLogin</ToString><I32>3</I32></Obj><Obj N="SSLBindings" RefId="2"><LST><S>[::]:993</S><S>0.0.0.0:993</S></LST></Obj><Obj N="AuthenticatedConnectionTimeout" RefId="3"><ToString>00:30:00</ToString><Props><I64 N="Ticks">18000000000</I64></Props></Obj></MS></Obj></Objs>"#;

const JSON: &str = r#"{"Server":"EX1","MaxConnectionsPerUser":16,"LoginType":3,"SSLBindings":["[::]:993","0.0.0.0:993"],"AuthenticatedConnectionTimeout":{"Ticks":18000000000}}"#;

const CSV: &str = "#TYPE Selected.Microsoft.Exchange.Data.Directory.SystemConfiguration.Imap4AdConfiguration\r\n\"Server\",\"MaxConnectionsPerUser\",\"LoginType\",\"SSLBindings\",\"AuthenticatedConnectionTimeout\"\r\n\"EX1\",\"16\",\"SecureLogin\",\"[::]:993;0.0.0.0:993\",\"00:30:00\"\r\n";

const EXCEL: &str = "Server;MaxConnectionsPerUser;LoginType;SSLBindings;AuthenticatedConnectionTimeout\r\nEX1;16;SecureLogin;\"[::]:993;0.0.0.0:993\";00:30:00\r\n";

fn facts(judged: &Judged) -> Vec<String> {
    ["max_per_user", "login_type", "ssl_bindings", "auth_timeout"]
        .iter()
        .map(|fact| judged.known("exchange.server", "EX1", &format!("exchange.settings.{fact}")))
        .collect()
}

#[test]
fn every_form_says_the_same() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(XML.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let files: [(&str, Vec<u8>); 5] = [
        ("a.xml", XML.into()),
        ("b.xml", utf16),
        ("c.json", JSON.into()),
        ("d.csv", CSV.into()),
        ("e.csv", EXCEL.into()),
    ];
    for (name, content) in files {
        let judged = with_rows(&[]).file(name, content).run();
        assert_eq!(
            facts(&judged),
            ["16", "secure_login", "[::]:993, 0.0.0.0:993", "1800000"],
            "{name}"
        );
    }
}

#[test]
fn settings_of_pop_are_not_those_of_imap() {
    let pop = JSON.replace("\"Server\"", "\"ProtocolName\":\"POP3\",\"Server\"");
    let judged = with_rows(&[])
        .file(
            "p.json",
            format!("[{pop},{JSON}]")
                .replace(":16", ":20")
                .replacen(":20", ":7", 1),
        )
        .run();
    assert_eq!(
        judged.known("exchange.server", "EX1", "exchange.settings.max_per_user"),
        "20"
    );
}
