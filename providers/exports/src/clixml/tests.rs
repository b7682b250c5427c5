//! CLIXML as both PowerShells write it, piece by piece, and damaged in every way.

use crate::testing::{Outcome, read, read_stream, read_within, refused, text};
use crate::{Code, Format, Limits, Omitted, Span, Value};

/// A document around objects.
fn document(inside: &str) -> String {
    format!(
        "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\r\n{inside}\r\n</Objs>"
    )
}

fn objects(inside: &str) -> Outcome {
    read(document(inside).as_bytes())
}

/// The single value of a document.
fn one(inside: &str) -> Value {
    let outcome = objects(inside);
    assert_eq!(outcome.records.len(), 1, "{inside}: {}", outcome.what());
    outcome.records[0].object.own().cloned().unwrap_or(Value::Null)
}

#[test]
fn every_primitive() {
    let malformed = Value::Omitted(Omitted::Malformed);
    for (element, value) in [
        (
            "<S>a_x000D__x000A_b &lt;&amp;&gt; &#xFC;&#252;</S>",
            text("a\r\nb <&> üü"),
        ),
        ("<S></S>", text("")),
        ("<S />", text("")),
        ("<S><![CDATA[<a>]]></S>", text("<a>")),
        ("<S>_xD83D__xDE00_ _x005F_x000D_</S>", text("😀 _x000D_")),
        ("<C>97</C>", text("a")),
        ("<C>65536</C>", malformed.clone()),
        ("<B>true</B>", Value::Bool(true)),
        ("<B>false</B>", Value::Bool(false)),
        ("<B>maybe</B>", malformed.clone()),
        ("<By>254</By>", Value::Int(254)),
        ("<By>256</By>", malformed.clone()),
        ("<SB>-127</SB>", Value::Int(-127)),
        ("<U16>65535</U16>", Value::Int(65_535)),
        ("<I16>-32768</I16>", Value::Int(-32_768)),
        ("<U32>4294967295</U32>", Value::Int(4_294_967_295)),
        ("<I32>-2147483648</I32>", Value::Int(-2_147_483_648)),
        ("<I32>2147483648</I32>", malformed.clone()),
        (
            "<U64>18446744073709551615</U64>",
            Value::Int(18_446_744_073_709_551_615),
        ),
        (
            "<I64>-9223372036854775808</I64>",
            Value::Int(-9_223_372_036_854_775_808),
        ),
        ("<I64>x</I64>", malformed.clone()),
        ("<Sg>12.34</Sg>", Value::Float(12.34)),
        ("<Db>-1.5E-3</Db>", Value::Float(-0.0015)),
        ("<Db>INF</Db>", Value::Float(f64::INFINITY)),
        (
            "<D>79228162514264337593543950335</D>",
            Value::Int(79_228_162_514_264_337_593_543_950_335),
        ),
        ("<D>100.00</D>", Value::Int(100)),
        ("<D>1.25</D>", Value::Float(1.25)),
        ("<BA>AQID\nBA==</BA>", Value::Bytes(vec![1, 2, 3, 4])),
        ("<BA>%</BA>", malformed.clone()),
        (
            "<TS>PT9.0269026S</TS>",
            Value::Duration(Span { ticks: 90_269_026 }),
        ),
        ("<TS>soon</TS>", malformed),
        (
            "<G>792E5B37-4505-47EF-B7D2-8711BB7AFFA8</G>",
            Value::Guid("792e5b37-4505-47ef-b7d2-8711bb7affa8".into()),
        ),
        (
            "<URI>http://www.example.com/</URI>",
            text("http://www.example.com/"),
        ),
        ("<Version>6.2.1.3</Version>", text("6.2.1.3")),
        ("<XD>&lt;item /&gt;</XD>", text("<item />")),
        (
            "<SBK>get-command -type cmdlet</SBK>",
            text("get-command -type cmdlet"),
        ),
        ("<Nil />", Value::Null),
        ("<SS>01000000d08c9ddf</SS>", Value::Omitted(Omitted::Secret)),
    ] {
        assert_eq!(one(element), value, "{element}");
    }
}

#[test]
fn times_keep_whether_they_have_a_zone() {
    for (element, shown) in [
        (
            "<DT>2021-09-28T17:27:03.477-07:00</DT>",
            "2021-09-29T00:27:03.477Z",
        ),
        ("<DT>2008-04-11T10:42:32.2731993</DT>", "2008-04-11T10:42:32.273"),
        ("<DT>0001-01-01T00:00:00</DT>", "0001-01-01T00:00:00"),
    ] {
        assert_eq!(
            one(element).time().map(|time| time.to_string()).as_deref(),
            Some(shown)
        );
    }
}

/// A service as `Get-Service | Export-Clixml` writes it.
const SERVICE: &str = r#"<Obj RefId="0">
  <TN RefId="0"><T>System.ServiceProcess.ServiceController#StartupType</T><T>System.Object</T></TN>
  <ToString>MSExchangeIMAP4</ToString>
  <Props>
    <S N="DisplayName">Microsoft Exchange IMAP4</S>
    <Obj N="Status" RefId="1"><TN RefId="1"><T>System.ServiceProcess.ServiceControllerStatus</T><T>System.Enum</T></TN>
      <ToString>Stopped</ToString><I32>1</I32></Obj>
    <Obj N="DependentServices" RefId="2"><TN RefId="2"><T>System.ServiceProcess.ServiceController[]</T><T>System.Array</T></TN><LST /></Obj>
  </Props>
  <MS><S N="Name">MSExchangeIMAP4</S><Nil N="Site" /></MS>
</Obj>
<Obj RefId="3"><TNRef RefId="0" /><ToString>b</ToString>
  <Props><Ref N="Status" RefId="1" /><S N="Name">hidden</S></Props><MS><S N="Name">b</S></MS></Obj>"#;

#[test]
fn objects_with_types_properties_and_references() {
    let outcome = objects(SERVICE);
    assert_eq!(outcome.export.format(), Format::Clixml);
    let first = &outcome.records[0];
    assert_eq!(first.object.to_text(), Some("MSExchangeIMAP4"));
    assert!(first.object.types().has("system.object"));
    let status = outcome.get(0, "status");
    assert_eq!(
        (status.text().as_deref(), status.int()),
        (Some("Stopped"), Some(1))
    );
    assert_eq!(
        status.word(&[(1, "Stopped")]).map(|word| word.from_number),
        Some(false)
    );
    assert!(outcome.get(0, "DependentServices").items().is_empty());
    assert_eq!(outcome.get(0, "Site"), &Value::Null);
    let second = &outcome.records[1];
    assert_eq!(second.object.types(), first.object.types());
    assert_eq!(outcome.get(1, "Status"), status);
    assert_eq!(
        outcome.get(1, "Name"),
        &text("b"),
        "added properties hide those of the type"
    );
    assert_eq!((first.place.line, first.place.record), (2, 1));
    assert_eq!((second.place.line, second.place.record), (13, 2));
    assert_eq!(outcome.troubles(), []);
    assert!(outcome.export.is_complete());
}

#[test]
fn containers() {
    for name in ["LST", "IE", "STK", "QUE"] {
        let inside = format!(
            "<Obj RefId=\"0\"><MS><Obj N=\"x\" RefId=\"1\"><{name}><S>a</S><Nil /><I32>1</I32></{name}></Obj></MS></Obj>"
        );
        let outcome = objects(&inside);
        assert_eq!(
            outcome.get(0, "x").items(),
            [text("a"), Value::Null, Value::Int(1)],
            "{name}"
        );
    }
    let outcome = objects(
        "<Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Collections.Hashtable</T></TN><DCT>\
         <En><S N=\"Key\">Name</S><S N=\"Value\">a</S></En>\
         <En><I32 N=\"Key\">7</I32><Obj N=\"Value\" RefId=\"1\"><LST><S>b</S></LST></Obj></En>\
         <En><S N=\"Key\">name</S><S N=\"Value\">c</S></En></DCT></Obj>",
    );
    assert_eq!(outcome.get(0, "Name"), &text("a"));
    assert_eq!(outcome.get(0, "7").items(), [text("b")]);
    assert_eq!(outcome.troubles(), [(Code::NameRepeated, "name")]);
}

#[test]
fn a_list_at_the_top_gives_its_items() {
    let outcome = objects(
        "<Obj RefId=\"0\"><TN RefId=\"0\"><T>System.Object[]</T></TN><LST>\
         <Obj RefId=\"1\"><MS><S N=\"a\">1</S></MS></Obj>\
         <Obj RefId=\"2\"><LST><Obj RefId=\"3\"><MS><S N=\"a\">2</S></MS></Obj><S>x</S></LST></Obj>\
         </LST><Props><I32 N=\"Length\">2</I32></Props></Obj><Obj RefId=\"4\"><MS><S N=\"a\">3</S></MS></Obj>",
    );
    assert_eq!(outcome.records.len(), 4, "{}", outcome.what());
    assert_eq!(outcome.get(1, "a"), &text("2"));
    assert_eq!(outcome.records[2].object.own(), Some(&text("x")));
    assert_eq!(outcome.get(3, "a"), &text("3"));
    assert!(outcome.export.is_complete());
}

#[test]
fn circles_are_cut_and_lost_references_told() {
    let outcome = objects(
        "<Obj RefId=\"0\"><MS><Ref N=\"Self\" RefId=\"0\" /><Obj N=\"Child\" RefId=\"1\"><MS><Ref N=\"Parent\" RefId=\"0\" /></MS></Obj>\
         <Ref N=\"Again\" RefId=\"1\" /><Ref N=\"Gone\" RefId=\"99\" /><Ref N=\"Bare\" /></MS></Obj>",
    );
    assert_eq!(outcome.get(0, "Self"), &Value::Omitted(Omitted::Cycle));
    assert_eq!(outcome.get(0, "Child"), outcome.get(0, "Again"));
    assert_eq!(outcome.get(0, "Gone"), &Value::Omitted(Omitted::Lost));
    assert_eq!(outcome.troubles(), [(Code::ReferenceLost, "")]);
    assert_eq!(outcome.export.troubles()[0].times, 2);
}

#[test]
fn references_that_multiply_are_stopped() {
    let mut inside = "<Obj RefId=\"0\"><MS><S N=\"a\">x</S></MS></Obj>".to_owned();
    for level in 1..60 {
        let below = level - 1;
        inside.push_str(&format!("<Obj RefId=\"{level}\"><LST>"));
        inside.push_str(&format!("<Obj RefId=\"1{level:03}\"><MS>"));
        for index in 0..10 {
            let target = if level == 1 {
                "0".to_owned()
            } else {
                format!("1{below:03}")
            };
            inside.push_str(&format!("<Ref N=\"p{index}\" RefId=\"{target}\" />"));
        }
        inside.push_str("</MS></Obj></LST></Obj>");
    }
    let outcome = objects(&inside);
    assert!(outcome.troubles().contains(&(Code::TooLarge, "")));
    assert!(outcome.export.is_complete());
}

#[test]
fn only_a_stream_forgets_objects_that_are_referred_to() {
    let mut inside = "<Obj RefId=\"0\"><MS><S N=\"a\">x</S></MS></Obj>".to_owned();
    for number in 1..200 {
        inside.push_str(&format!(
            "<Obj RefId=\"{number}\"><MS><S N=\"a\">y</S></MS></Obj>"
        ));
    }
    inside.push_str(
        "<Obj RefId=\"200\"><MS><Ref N=\"far\" RefId=\"0\" /><Ref N=\"near\" RefId=\"199\" /></MS></Obj>",
    );
    let limits = Limits {
        remembered: 1000,
        ..Limits::default()
    };
    let twice = read_within(document(&inside).as_bytes(), &limits);
    assert!(twice.get(200, "far").object().is_some());
    let once = read_stream(document(&inside).as_bytes(), &limits);
    assert_eq!(once.get(200, "far"), &Value::Omitted(Omitted::Lost));
    assert!(once.get(200, "near").object().is_some());
    assert_eq!(once.troubles(), [(Code::ReferenceLost, "")]);
}

#[test]
fn secrets_and_internal_properties_are_not_kept() {
    let outcome = objects(
        "<Obj RefId=\"0\"><Props><S N=\"UserName\">admin</S><SS N=\"Password\">0100secret</SS><S N=\"Passwd\">secret</S></Props>\
         <MS><BA N=\"SerializationData\">c2VjcmV0</BA><Obj N=\"PSStandardMembers\" RefId=\"1\"><MS><S N=\"x\">secret</S></MS></Obj>\
         <MS N=\"PSExtended\"><S N=\"y\">secret</S></MS></MS></Obj>",
    );
    assert_eq!(outcome.get(0, "Password"), &Value::Omitted(Omitted::Secret));
    assert_eq!(outcome.get(0, "Passwd"), &Value::Omitted(Omitted::Secret));
    assert_eq!(outcome.records[0].object.properties().len(), 3);
    assert!(!format!("{outcome:?}").contains("secret"));
}

#[test]
fn streams_of_a_pipe() {
    let outcome = read(
        b"#< CLIXML\r\n<Objs Version=\"1.1.0.1\"><Obj S=\"progress\" RefId=\"0\"><MS><I64 N=\"SourceId\">1</I64><PR N=\"Record\"><AV>x</AV></PR></MS></Obj>\
          <S S=\"Error\">Access denied_x000D__x000A_</S><S S=\"Output\">kept</S></Objs>\r\n#< CLIXML\r\n<Objs><S>second</S></Objs>\r\n",
    );
    assert_eq!(outcome.records.len(), 2, "{}", outcome.what());
    assert_eq!(outcome.records[1].object.own(), Some(&text("second")));
    assert_eq!(outcome.troubles(), [(Code::CmdletSpoke, "")]);
    assert_eq!(outcome.export.troubles()[0].seen, "Access denied");
    assert!(outcome.export.is_complete());
}

#[test]
fn names_are_unescaped_and_values_malformed_told() {
    let outcome = objects(
        "<Obj RefId=\"0\"><MS><S N=\"a_x0020_b\">1</S><I32 N=\"n\">x</I32><XX N=\"z\">1</XX><S>nameless</S></MS></Obj>",
    );
    assert_eq!(outcome.get(0, "a b"), &text("1"));
    assert_eq!(
        outcome.troubles(),
        [(Code::ValueMalformed, "n"), (Code::ElementUnknown, "")]
    );
}

#[test]
fn format_objects_are_refused() {
    let outcome = objects(
        "<Obj RefId=\"0\"><TN RefId=\"0\"><T>Deserialized.Microsoft.PowerShell.Commands.Internal.Format.FormatStartData</T></TN>\
         <Props><S N=\"ClassId2e4f51ef21dd47e99d3c952918aff9cd\">033e</S></Props></Obj>",
    );
    assert!(outcome.records.is_empty());
    assert!(
        outcome
            .what()
            .contains("what a Format cmdlet made for the screen")
    );
}

#[test]
fn every_cut_of_a_document_is_told_and_keeps_what_came_before() {
    let whole = document(SERVICE);
    let full = read(whole.as_bytes()).records;
    let start = whole.find("<Objs").unwrap() + 5;
    let end = whole.trim_end().len();
    for cut in (start..end).filter(|&cut| whole.is_char_boundary(cut)) {
        let outcome = read(&whole.as_bytes()[..cut]);
        assert!(outcome.error.is_some(), "cut at {cut}");
        assert!(
            outcome.what().contains("the file ends in the middle of"),
            "cut at {cut}: {}",
            outcome.what()
        );
        assert!(!outcome.export.is_complete());
        assert!(full.starts_with(&outcome.records), "cut at {cut}");
    }
}

#[test]
fn damage_is_named() {
    for (octets, what) in [
        (
            "<Objs><S>a</S></Objs>garbage".to_owned(),
            "something follows the end of the data",
        ),
        (
            "<Objs><S>a</S></Objs><x/>".to_owned(),
            "something follows the end of the data",
        ),
        (
            "<Objs><S>a</S><S>b</I32></Objs>".to_owned(),
            "the element `S` is not closed",
        ),
        (
            "<Objs><S>a</S></Objs></Objs>".to_owned(),
            "an element is closed that was not opened",
        ),
        (
            "<Objs><S>a</S>text</Objs>".to_owned(),
            "there is text between the objects",
        ),
        (
            "<Objs><S>a</S><S>&unknown;</S></Objs>".to_owned(),
            "a reference to a character is damaged",
        ),
        (
            "<Objs><S>a</S><S N=>b</S></Objs>".to_owned(),
            "an attribute is damaged",
        ),
        (
            "<Objs><S>a</S><Obj RefId=\"0\">text</Obj></Objs>".to_owned(),
            "there is text inside an object",
        ),
        (
            "<Objs><S>a</S><!DOCTYPE x [<!ENTITY a \"b\">]></Objs>".to_owned(),
            "a document type is not allowed here",
        ),
    ] {
        let outcome = read(octets.as_bytes());
        assert!(outcome.what().ends_with(what), "{octets}: {}", outcome.what());
        assert_eq!(outcome.records.len(), 1, "{octets}");
    }
    assert!(refused(b"<Other/>").what().contains("no export of a known form"));
}

#[test]
fn depth_values_and_records_are_limited() {
    let limits = Limits {
        depth: 8,
        record: 20_000,
        values: 100,
        ..Limits::default()
    };
    let deep = format!(
        "<Obj RefId=\"0\"><MS>{}<S N=\"x\">1</S>{}</MS></Obj><S>after</S>",
        "<Obj N=\"d\" RefId=\"1\"><MS>".repeat(50),
        "</MS></Obj>".repeat(50)
    );
    let outcome = read_within(document(&deep).as_bytes(), &limits);
    assert_eq!(outcome.records.len(), 2);
    assert_eq!(outcome.troubles(), [(Code::TooDeep, "")]);
    let lists = format!(
        "{}<S>x</S>{}<S>after</S>",
        "<Obj RefId=\"1\"><LST>".repeat(50),
        "</LST></Obj>".repeat(50)
    );
    let outcome = read_within(document(&lists).as_bytes(), &limits);
    assert_eq!(outcome.records.len(), 1, "{}", outcome.what());
    let many = format!(
        "<S>a</S><Obj RefId=\"0\"><MS>{}</MS></Obj>",
        "<Nil N=\"n\" />".repeat(200)
    );
    let outcome = read_within(document(&many).as_bytes(), &limits);
    assert!(
        outcome
            .what()
            .contains("the number of values of a record is larger than the limit of 100")
    );
    let long = format!("<S>a</S><S>{}</S>", "x".repeat(50_000));
    let outcome = read_within(document(&long).as_bytes(), &limits);
    assert!(
        outcome
            .what()
            .contains("a record is larger than the limit of 20000"),
        "{}",
        outcome.what()
    );
    assert_eq!(outcome.records.len(), 1);
}
