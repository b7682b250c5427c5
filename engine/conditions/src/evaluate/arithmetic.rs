//! Arithmetic that refuses to be wrong: overflow and division by zero are errors, never numbers.

use super::row::{Cell, Miss, Out};
use crate::ast::Operator;

const OVERFLOW: &str = "the result does not fit into 64 bits";
const BY_ZERO: &str = "division by zero";

fn error(message: &str) -> Miss {
    Miss::Error(message.to_owned())
}

pub(crate) fn binary(operator: Operator, left: &Cell, right: &Cell) -> Out<'static> {
    match (left, right) {
        (Cell::Int(left), Cell::Int(right)) if operator != Operator::Divide => {
            whole(operator, *left, *right).map(Cell::Int).map_err(error)
        }
        _ => match (float(left), float(right)) {
            (Some(left), Some(right)) => broken(operator, left, right).map(Cell::Float).map_err(error),
            _ => Err(error("numbers are wanted")),
        },
    }
}

pub(crate) fn negate(cell: &Cell) -> Out<'static> {
    match cell {
        Cell::Int(value) => value.checked_neg().map(Cell::Int).ok_or_else(|| error(OVERFLOW)),
        Cell::Float(value) => Ok(Cell::Float(-value)),
        _ => Err(error("a number is wanted")),
    }
}

pub(crate) fn whole(operator: Operator, left: i64, right: i64) -> Result<i64, &'static str> {
    let result = match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Remainder if right == 0 => return Err(BY_ZERO),
        Operator::Remainder => left.checked_rem(right),
        _ => None,
    };
    result.ok_or(OVERFLOW)
}

pub(crate) fn broken(operator: Operator, left: f64, right: f64) -> Result<f64, &'static str> {
    if right == 0.0 && matches!(operator, Operator::Divide | Operator::Remainder) {
        return Err(BY_ZERO);
    }
    let result = match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
        Operator::Remainder => left % right,
        _ => f64::NAN,
    };
    if result.is_finite() {
        Ok(result)
    } else {
        Err(OVERFLOW)
    }
}

fn float(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Int(value) => Some(*value as f64),
        Cell::Float(value) => Some(*value),
        _ => None,
    }
}
