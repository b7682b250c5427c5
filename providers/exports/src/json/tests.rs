//! JSON as the cmdlets of both PowerShells, services and tools write it.

use crate::testing::{read, read_within, text};
use crate::{Code, Limits, Omitted, Value};

#[test]
fn arrays_objects_lines_and_what_follows_one_another() {
    for (octets, count) in [
        ("[{\"a\":1},{\"a\":2}]", 2),
        ("{\"a\":1}", 1),
        ("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", 3),
        ("{\"a\":1}{\"a\":2}", 2),
        ("[{\"a\":1}]\r\n[{\"a\":2}]", 2),
        ("[]", 0),
        ("[ ]\n", 0),
        ("{}", 1),
        ("[1, \"two\", null, true, [3]]", 5),
        ("{\"value\":[{\"a\":1},{\"a\":2}],\"Count\":2}", 2),
        ("{ \"value\" : [ ] , \"Count\" : 0 }", 0),
        (
            "{\"@odata.context\":\"https://x/$metadata#Users\",\"@odata.count\":1,\"value\":[{\"a\":1}]}",
            1,
        ),
        ("{\"Count\":2,\"value\":[{\"a\":1},{\"a\":2}]}", 2),
        ("{\"Count\":0,\"value\":[]}{\"a\":1}", 1),
        ("{\"value\":\"text\"}", 1),
    ] {
        let outcome = read(octets.as_bytes());
        assert_eq!(outcome.records.len(), count, "{octets}");
        assert!(outcome.export.is_complete(), "{octets}: {}", outcome.what());
        assert_eq!(outcome.troubles(), [], "{octets}");
    }
}

#[test]
fn values_of_all_kinds() {
    let outcome = read(
        br#"{"Int":-5,"Big":18446744073709551615,"Float":1.5,"Text":"\u0130\n","Yes":true,"None":null,"List":[1,"b"],"Inner":{"x":{"y":1}}}"#,
    );
    assert_eq!(outcome.get(0, "Int").int(), Some(-5));
    assert_eq!(outcome.get(0, "Big"), &Value::Int(18_446_744_073_709_551_615));
    assert_eq!(outcome.get(0, "Float").float(), Some(1.5));
    assert_eq!(outcome.get(0, "Text"), &text("İ\n"));
    assert_eq!(outcome.get(0, "yes").bool(), Some(true));
    assert!(outcome.get(0, "None").is_missing());
    assert_eq!(outcome.get(0, "List").items().len(), 2);
    let inner = outcome.get(0, "Inner").object().unwrap();
    assert_eq!(inner.get("x").and_then(|x| x.object()?.get("y")?.int()), Some(1));
}

#[test]
fn what_windows_powershell_makes_of_times_and_lists() {
    let outcome = read(
        br#"[{"At":"\/Date(1700000000000)\/",
              "Noted":{"value":"\/Date(1700000000000)\/","DateTime":"Tuesday, November 14, 2023","DisplayHint":2},
              "Items":{"value":["a","b"],"Count":2},
              "Age":{"Ticks":18000000000,"Days":0,"TotalMilliseconds":1800000},
              "Quota":{"IsUnlimited":false,"Value":"1.2 GB (1,288,490,189 bytes)"},
              "NoQuota":{"IsUnlimited":true},
              "Iso":"2023-11-14T22:13:20Z"}]"#,
    );
    for name in ["At", "Noted", "Iso"] {
        assert_eq!(
            outcome.get(0, name).time().map(|time| time.millis),
            Some(1_700_000_000_000),
            "{name}"
        );
    }
    assert_eq!(outcome.get(0, "Items").items(), [text("a"), text("b")]);
    assert_eq!(
        outcome.get(0, "Age").span().map(|span| span.millis()),
        Some(1_800_000)
    );
    assert_eq!(
        outcome.get(0, "Quota").size().and_then(|size| size.octets()),
        Some(1_288_490_189)
    );
    assert_eq!(
        outcome.get(0, "NoQuota").size(),
        Some(crate::reading::Size::Unlimited)
    );
}

#[test]
fn words_as_numbers_and_as_text() {
    let names = [(1, "UserMailbox"), (4, "SharedMailbox")];
    let outcome = read(br#"[{"Type":4},{"Type":"SharedMailbox"},{"Type":99}]"#);
    let word = |record| outcome.get(record, "Type").word(&names);
    assert_eq!(
        word(0).map(|word| (word.name, word.from_number)),
        Some(("SharedMailbox", true))
    );
    assert_eq!(
        word(1).map(|word| (word.name, word.from_number)),
        Some(("SharedMailbox", false))
    );
    assert_eq!(word(2), None);
}

#[test]
fn what_was_cut_off_by_depth_is_told() {
    let outcome = read(br#"{"Inner":"@{Name=x; Value=y}","List":"System.Object[]","Deep":[{"Set":"System.Collections.Hashtable"}]}"#);
    assert_eq!(
        outcome.troubles(),
        [
            (Code::DepthCut, "Inner"),
            (Code::ListFlattened, "List"),
            (Code::ListFlattened, "Deep")
        ]
    );
}

#[test]
fn lists_that_lack_items_are_told() {
    let outcome = read(br#"{"value":[{"a":1}],"Count":2}"#);
    assert_eq!(outcome.troubles(), [(Code::ListCut, "")]);
    let outcome = read(br#"{"value":[{"a":1}],"@odata.nextLink":"https://x/next"}"#);
    assert_eq!(outcome.troubles(), [(Code::PageCut, "")]);
}

#[test]
fn names_that_stand_twice_are_told_and_the_first_counts() {
    let outcome = read(br#"{"a":1,"A":2,"b":{"c":1,"c":2}}"#);
    assert_eq!(outcome.get(0, "a").int(), Some(1));
    assert_eq!(
        outcome.troubles(),
        [(Code::NameRepeated, "c"), (Code::NameRepeated, "A")]
            .map(|t| t)
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
    );
}

#[test]
fn secrets_are_dropped() {
    let outcome = read(br#"{"password":"secret","nested":{"Client Secret":["secret"]}}"#);
    assert_eq!(outcome.get(0, "Password"), &Value::Omitted(Omitted::Secret));
    assert!(!format!("{outcome:?}").contains("\"secret\""));
}

#[test]
fn damage_is_named_with_its_line_and_what_came_before_stays() {
    for (octets, records, what) in [
        (
            "[\n{\"a\":1},\n{\"a\":\n",
            1,
            "line 3, record 2: the file ends in the middle of a value, which begins here",
        ),
        ("[{\"a\":1}", 1, "the file ends in the middle of a list"),
        ("[{\"a\":1},]", 1, "an item is missing behind a comma"),
        ("[{\"a\":1} {\"a\":2}]", 1, "a comma is missing between two items"),
        (
            "[{\"a\":1},\n{\"a\":01}]",
            1,
            "line 2, record 2: this is no JSON: invalid number",
        ),
        ("[{\"a\":1}]]", 1, "this is no JSON"),
        (
            "[{\"a\":1},\n{\"a\"\n:nope}]",
            1,
            "line 3, record 2: this is no JSON: expected ident",
        ),
        ("{\"a\":1}\n\ngarbage", 1, "line 3, record 2: this is no JSON"),
        (
            "{\"value\":[{\"a\":1}] \"Count\":1}",
            1,
            "the wrapper of the list is damaged",
        ),
        (
            "{\"value\":[{\"a\":1}]",
            1,
            "the file ends in the middle of a value",
        ),
        ("[{\"a\":\"x", 0, "the file ends in the middle of a value"),
    ] {
        let outcome = read(octets.as_bytes());
        assert_eq!(outcome.records.len(), records, "{octets}");
        assert!(outcome.what().contains(what), "{octets}: {}", outcome.what());
        assert!(!outcome.export.is_complete());
        assert!(!outcome.error.as_ref().unwrap().remedy().is_empty());
    }
}

#[test]
fn depth_and_size_are_limited() {
    let limits = Limits {
        record: 1000,
        depth: 10,
        ..Limits::default()
    };
    let deep = format!("[{{\"a\":1}},{}", "[".repeat(5000));
    let outcome = read_within(deep.as_bytes(), &limits);
    assert!(
        outcome
            .what()
            .contains("the depth of a value is larger than the limit of 10")
    );
    let long = format!("[{{\"a\":1}},{{\"a\":\"{}\"}}]", "x".repeat(5000));
    let outcome = read_within(long.as_bytes(), &limits);
    assert!(
        outcome
            .what()
            .contains("a record is larger than the limit of 1000"),
        "{}",
        outcome.what()
    );
    assert_eq!(outcome.records.len(), 1);
}
