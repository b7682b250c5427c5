//! Walks through a small guide.

use super::{Saved, Start, Walk, WalkError};
use crate::testkit::{GUIDE, evidence, guide, words};
use crate::{Ending, Evidence, Guide};

fn begin<'a>(guide: &'a Guide, evidence: Evidence, start: &str) -> Walk<'a> {
    let start = match start {
        "" => Start::Anywhere,
        node => Start::Node(node.to_owned()),
    };
    Walk::begin(guide, evidence, &start, "a test", 0).unwrap()
}

fn at<'a>(walk: &'a Walk<'_>) -> &'a str {
    &walk.state.node
}

#[test]
fn without_evidence_everything_is_asked_in_the_order_of_the_guide() {
    let guide = guide(GUIDE);
    let mut walk = begin(&guide, Evidence::default(), "");
    assert_eq!(at(&walk), "door");
    walk.choose("locked", 1).unwrap();
    assert_eq!(at(&walk), "wrong-key");
    walk.choose("next", 2).unwrap();
    assert_eq!(at(&walk), "made-of", "the steps differ");
    walk.choose("wood", 3).unwrap();
    assert_eq!(at(&walk), "rusty-lock");
    walk.choose("next", 4).unwrap();
    walk.choose("next", 5).unwrap();
    assert_eq!((at(&walk), walk.ending()), ("help", Some(Ending::Escalate)));
}

#[test]
fn what_the_evidence_answers_is_not_asked() {
    let guide = guide(GUIDE);
    let known = evidence(
        &["door.rust"],
        &["door.key"],
        &[("door", "locked"), ("made-of", "iron")],
    );
    let walk = begin(&guide, known.clone(), "door");
    assert_eq!(at(&walk), "rusty-lock");
    assert_eq!(walk.state.skipped, ["door", "made-of"]);
    assert_eq!(walk.state.ruled_out, ["wrong-key"]);
    let walk = begin(&guide, known, "");
    assert_eq!((at(&walk), walk.answers()), ("rusty-lock", 0));
}

#[test]
fn when_everything_is_ruled_out_the_first_cause_is_shown_nevertheless() {
    let guide = guide(
        &GUIDE.replace("next = \"rusty-lock\"", "next = \"help\"").replace(
            "id = \"locked\"",
            "id = \"rust\"\ntext = \"It is rusty\"\nto = \"rusty-lock\"\n[[node.choice]]\nid = \"locked\"",
        ),
    );
    let mut walk = begin(&guide, evidence(&[], &["door.key"], &[]), "wrong-key");
    assert_eq!(at(&walk), "wrong-key");
    let page = walk.page(&words("en")).unwrap();
    assert_eq!(page.standing, Some(crate::Standing::RuledOut));
    assert!(
        page.why.iter().any(|why| why.contains("rules this out")),
        "{:?}",
        page.why
    );
    walk.choose("next", 0).unwrap();
    assert_eq!(at(&walk), "help");
}

#[test]
fn who_names_a_page_sees_that_page() {
    let guide = guide(GUIDE);
    let known = evidence(&["door.rust"], &["door.key"], &[("made-of", "iron")]);
    let mut walk = begin(&guide, known, "");
    walk.visit("wrong-key", 0).unwrap();
    assert_eq!((at(&walk), walk.state.queue.len()), ("wrong-key", 2));
    walk.choose("next", 0).unwrap();
    assert_eq!(at(&walk), "rusty-lock");
}

#[test]
fn going_back_undoes_one_choice_and_a_wrong_one_changes_nothing() {
    let guide = guide(GUIDE);
    let mut walk = begin(&guide, Evidence::default(), "");
    assert_eq!(walk.back(0), Err(WalkError::Beginning));
    walk.choose("locked", 0).unwrap();
    let before = walk.save();
    let error = walk.choose("lockd", 0).unwrap_err();
    assert!(error.to_string().contains("solved, next"), "{error}");
    assert_eq!(walk.save(), before);
    walk.choose("next", 0).unwrap();
    walk.back(0).unwrap();
    assert_eq!((at(&walk), walk.state.queue.len()), ("wrong-key", 2));
    walk.back(0).unwrap();
    assert_eq!(at(&walk), "door");
    let error = walk.visit("rusty-lok", 0).unwrap_err();
    assert!(
        error.to_string().contains("did you mean `rusty-lock`?"),
        "{error}"
    );
}

#[test]
fn found_causes_can_be_left_for_the_first_question() {
    let guide = guide(GUIDE);
    let mut walk = begin(&guide, evidence(&["door.key"], &[], &[]), "");
    assert!(walk.state.gathered);
    walk.none_of_these(0);
    assert_eq!(at(&walk), "door");
    assert!(!walk.state.gathered);
    walk.visit("door", 0).unwrap();
    walk.choose("hangs", 0).unwrap();
    assert_eq!(at(&walk), "help");
}

#[test]
fn a_walk_is_taken_up_where_it_was_left() {
    let guide = guide(GUIDE);
    let mut walk = begin(&guide, Evidence::default(), "");
    walk.choose("locked", 7).unwrap();
    let text = serde_json::to_string(&walk.save()).unwrap();
    let saved: Saved = serde_json::from_str(&text).unwrap();
    let mut again = Walk::resume(&guide, Evidence::default(), saved.clone()).unwrap();
    assert_eq!((at(&again), again.events()), ("wrong-key", walk.events()));
    again.choose("solved", 8).unwrap();
    assert_eq!(again.ending(), Some(Ending::Solved));
    let lost = crate::testkit::guide(&GUIDE.replace("\"wrong-key\"", "\"other-key\""));
    let error = Walk::resume(&lost, Evidence::default(), saved).unwrap_err();
    assert!(error.to_string().contains("no node `wrong-key`"), "{error}");
}
