//! Damaged exports of every kind: no panic, no endless run, whatever the damage. A fuzzer calls the same entry.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly; clippy does not see that helpers of an integration test are tests"
)]

use imaprules_exports::fuzz;
use proptest::prelude::*;

const SEEDS: [&str; 7] = [
    "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\n<Obj RefId=\"0\"><TN RefId=\"0\"><T>Deserialized.A.B</T></TN><ToString>t_x000D_</ToString><Props><S N=\"a\">&amp;b</S><Ref N=\"r\" RefId=\"0\"/><Obj N=\"e\" RefId=\"1\"><TNRef RefId=\"0\"/><ToString>On</ToString><I32>1</I32></Obj></Props><MS><BA N=\"b\">AQID</BA><DT N=\"d\">2021-09-28T17:27:03.477-07:00</DT><TS N=\"t\">PT1S</TS></MS></Obj><Obj RefId=\"2\"><DCT><En><S N=\"Key\">k</S><Nil N=\"Value\"/></En></DCT></Obj></Objs>",
    "#< CLIXML\r\n<Objs><Obj RefId=\"0\"><LST><Obj RefId=\"1\"><MS><Ref N=\"x\" RefId=\"0\"/></MS></Obj><S>_xD83D__xDE00_</S></LST></Obj><S S=\"Error\">e</S></Objs>",
    "[{\"a\":1,\"b\":[true,null,{\"value\":[1],\"Count\":1}],\"c\":\"\\/Date(1700000000000)\\/\"},{\"a\":-1.5e3,\"A\":\"\\u0130\"}]\n{\"x\":{}}",
    "{\"@odata.context\":\"x\",\"value\":[{\"a\":1},{\"a\":2}],\"Count\":2}",
    "#TYPE Selected.A\r\n\"Name\",\"Size\",\"Password\"\r\n\"a \"\"b\"\"\r\nc\",\"1,2 GB (1.288.490.189 bayt)\",\"x\"\r\n,,\r\n",
    "sep=;\na;b;c\n1;System.String[];{x, y...}\n",
    "version: 1\n\ndn:: Q049w7w=\nmember;range=0-9: a\n b\nx:< file:///y\n\ndn: c\nchangetype: modify\n-\n",
];

/// Pieces that matter to some form.
const PIECES: [&str; 24] = [
    "<",
    ">",
    "\"",
    "</Obj>",
    "<Obj RefId=\"1\">",
    "<LST>",
    "<MS>",
    "<![CDATA[",
    "<!--",
    "&#x0;",
    "&#xD800;",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\\",
    "\r",
    "\n",
    "\0",
    "#TYPE ",
    "dn: ",
    "\u{feff}",
    "<Ref RefId=\"0\"/>",
];

#[derive(Debug, Clone)]
enum Damage {
    Cut(usize),
    Drop(usize, usize),
    Double(usize, usize),
    Insert(usize, usize),
    Set(usize, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0_usize..1000;
    prop_oneof![
        at.clone().prop_map(Damage::Cut),
        (at.clone(), 1_usize..40).prop_map(|(at, length)| Damage::Drop(at, length)),
        (at.clone(), 1_usize..200).prop_map(|(at, length)| Damage::Double(at, length)),
        (at.clone(), 0..PIECES.len()).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        (at, any::<u8>()).prop_map(|(at, octet)| Damage::Set(at, octet)),
    ]
}

fn apply(octets: &mut Vec<u8>, damage: &Damage) {
    let place = |at: usize| at * (octets.len() + 1) / 1000;
    match *damage {
        Damage::Cut(at) => octets.truncate(place(at)),
        Damage::Drop(at, length) => {
            let start = place(at);
            octets.drain(start..(start + length).min(octets.len()));
        }
        Damage::Double(at, length) => {
            let start = place(at);
            let piece = octets[start..(start + length).min(octets.len())].to_vec();
            octets.splice(start..start, piece);
        }
        Damage::Insert(at, piece) => {
            let start = place(at);
            octets.splice(start..start, PIECES[piece].bytes());
        }
        Damage::Set(at, octet) => {
            let start = place(at);
            if let Some(slot) = octets.get_mut(start) {
                *slot = octet;
            }
        }
    }
}

fn encoded(octets: Vec<u8>, wide: bool) -> Vec<u8> {
    if !wide {
        return octets;
    }
    let text = String::from_utf8_lossy(&octets).into_owned();
    std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn damaged_exports_are_survived(
        seed in 0..SEEDS.len(),
        damages in prop::collection::vec(damage(), 1..8),
        wide: bool,
    ) {
        let mut octets = SEEDS[seed].as_bytes().to_vec();
        for damage in &damages {
            apply(&mut octets, damage);
        }
        fuzz(&encoded(octets, wide));
    }

    #[test]
    fn any_octets_are_survived(octets in prop::collection::vec(any::<u8>(), 0..300)) {
        fuzz(&octets);
    }
}

#[test]
fn sound_exports_give_their_records() {
    for (seed, records) in SEEDS.iter().zip([2, 2, 3, 2, 2, 1, 1]) {
        assert_eq!(fuzz(seed.as_bytes()), 2 * records, "{seed}");
        assert_eq!(
            fuzz(&encoded(seed.as_bytes().to_vec(), true)),
            2 * records,
            "{seed}"
        );
    }
}
