//! Attaches a leaf to the columns of the subjects it is about, where there is a way to answer it for many at once.

use super::answers::Answers;
use super::context::Context;
use super::elsewhere::Ways;
use super::leaf::Leaf;
use super::numbers::{self, Number};
use super::row::ordered;
use super::text::TextTest;
use crate::ast::Operator;
use crate::place::Place;
use crate::typed::{Node, Quantifier, Ty, Typed};
use imaprules_facts::Value;
use imaprules_facts::column::{Column, Data, Items, Kept, Strings};

/// Binds a leaf; nothing when it has to be asked row by row.
pub(crate) fn bind<'a>(context: &Context<'a>, ways: &mut Ways, typed: &'a Typed) -> Option<Leaf<'a>> {
    match &typed.node {
        Node::Literal(Value::Bool(value)) => Some(Leaf::Constant(Some(*value))),
        Node::Fact(place) => flag(context, place),
        Node::Known(place) if place.steps.is_empty() => {
            let valid = context.store.column(place.fact).valid();
            Some(if valid.is_empty() {
                Leaf::Constant(Some(false))
            } else {
                Leaf::Valid(valid.words())
            })
        }
        Node::Compare(operator, left, right) => compared(context, ways, *operator, left, right),
        Node::Text(operator, left, right) => match (&left.node, &right.node) {
            (Node::Fact(place), Node::Literal(Value::Text(word))) => {
                text(context, place, TextTest::of(*operator, word)?)
            }
            _ => None,
        },
        Node::Matches(inner, pattern) => match &inner.node {
            Node::Fact(place) => text(context, place, TextTest::Matches(&pattern.0)),
            _ => None,
        },
        Node::In(item, list) => membership(context, item, list),
        Node::Items {
            how: Quantifier::Any,
            list,
            body: Some(body),
        } => match &list.node {
            Node::Fact(place) => any_item(context, place, it_test(body)?),
            _ => None,
        },
        _ => None,
    }
}

fn compared<'a>(
    context: &Context<'a>,
    ways: &mut Ways,
    operator: Operator,
    left: &'a Typed,
    right: &'a Typed,
) -> Option<Leaf<'a>> {
    match (&left.node, &right.node, &left.ty) {
        (Node::Fact(place), Node::Literal(Value::Text(word)), _)
        | (Node::Literal(Value::Text(word)), Node::Fact(place), _)
            if operator == Operator::Equal =>
        {
            text(context, place, TextTest::Equal(word))
        }
        (_, _, Ty::Number { .. }) => {
            let left = numbers::bind(context, ways, left)?;
            let right = numbers::bind(context, ways, right)?;
            Some(number_leaf(operator, left, right))
        }
        _ => None,
    }
}

fn membership<'a>(context: &Context<'a>, item: &'a Typed, list: &'a Typed) -> Option<Leaf<'a>> {
    match (&item.node, &list.node) {
        (Node::Fact(place), Node::Literal(Value::List(words))) => {
            let words = words.iter().map(Value::as_text).collect::<Option<Vec<_>>>()?;
            text(context, place, TextTest::In(words))
        }
        (Node::Literal(Value::Text(word)), Node::Fact(place)) => {
            any_item(context, place, TextTest::Equal(word))
        }
        _ => None,
    }
}

fn flag<'a>(context: &Context<'a>, place: &Place) -> Option<Leaf<'a>> {
    let column = context.store.column(place.fact);
    match column.data() {
        _ if !place.steps.is_empty() => None,
        _ if column.valid().is_empty() => Some(Leaf::Constant(None)),
        Data::Bool(bits) => Some(Leaf::Flag(bits, column.valid().words())),
        _ => None,
    }
}

fn number_leaf<'a>(operator: Operator, left: Number<'a>, right: Number<'a>) -> Leaf<'a> {
    use std::borrow::Cow::Borrowed;
    match (left, right) {
        (Number::Nothing, _) | (_, Number::Nothing) => Leaf::Constant(None),
        (left @ Number::WholeConst(_), right @ (Number::Narrow(..) | Number::Wide(..))) => {
            number_leaf(mirrored(operator), right, left)
        }
        (Number::Narrow(values, valid), Number::WholeConst(value)) => match i32::try_from(value) {
            Ok(value) => Leaf::Narrow(values, valid, operator, value),
            Err(_) => Leaf::Same(ordered(operator, 0.cmp(&value)), valid),
        },
        (Number::Wide(Borrowed(values), Borrowed(valid)), Number::WholeConst(value)) => {
            Leaf::Wide(values, valid, operator, value)
        }
        (left, right) => Leaf::Numbers(left, operator, right),
    }
}

/// The operator that says the same with its sides exchanged.
fn mirrored(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::Greater,
        Operator::LessOrEqual => Operator::GreaterOrEqual,
        Operator::Greater => Operator::Less,
        Operator::GreaterOrEqual => Operator::LessOrEqual,
        same => same,
    }
}

/// A test of a fact of the subjects themselves. Another subject's text, compared in a place where the whole leaf could
/// not be moved there, has no such way.
fn text<'a>(context: &Context<'a>, place: &Place, test: TextTest<'a>) -> Option<Leaf<'a>> {
    let column = own(context, place)?;
    let valid = column.valid().words();
    match column.data() {
        _ if column.valid().is_empty() => Some(Leaf::Constant(None)),
        Data::Text(texts) => Some(match texts.kept() {
            Kept::ByRow(texts) => Leaf::Texts(texts, test, valid),
            Kept::Once(strings, codes) => match answers(strings, &test) {
                Some(answers) => Leaf::Coded(codes, answers, valid),
                None => Leaf::Same(false, valid),
            },
        }),
        _ => None,
    }
}

fn any_item<'a>(context: &Context<'a>, place: &Place, test: TextTest<'a>) -> Option<Leaf<'a>> {
    let column = own(context, place)?;
    let valid = column.valid().words();
    let Data::List(list) = column.data() else {
        return None;
    };
    match list.items() {
        Items::Text(_) if column.valid().is_empty() => Some(Leaf::Constant(None)),
        Items::Text(items) => Some(match items.kept() {
            Kept::ByRow(texts) => Leaf::Items(list, texts, test, valid),
            Kept::Once(strings, codes) => match answers(strings, &test) {
                Some(answers) => Leaf::CodedItems(list, codes, answers, valid),
                None => Leaf::Same(false, valid),
            },
        }),
        _ => None,
    }
}

fn own<'a>(context: &Context<'a>, place: &Place) -> Option<&'a Column> {
    place.steps.is_empty().then(|| context.store.column(place.fact))
}

/// One answer a distinct text; nothing where no text passes.
fn answers(strings: &Strings, test: &TextTest) -> Option<Answers> {
    Answers::of(strings.octets().map(|text| test.is(text)))
}

/// The test on `it` that a quantifier's body makes, where it is a plain one.
fn it_test(body: &Typed) -> Option<TextTest<'_>> {
    match &body.node {
        Node::Text(operator, left, right) | Node::Compare(operator @ Operator::Equal, left, right) => {
            match (&left.node, &right.node) {
                (Node::It, Node::Literal(Value::Text(word))) => TextTest::of(*operator, word),
                _ => None,
            }
        }
        Node::Matches(inner, pattern) if matches!(inner.node, Node::It) => {
            Some(TextTest::Matches(&pattern.0))
        }
        _ => None,
    }
}
