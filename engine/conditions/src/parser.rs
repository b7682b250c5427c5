//! Tokens to a tree. Precedence, loosest first: `or`, `and`, `not`, comparison (one, not a chain), `+ -`, `* / %`,
//! unary minus.

use crate::ast::{Ast, AstNode, Operator};
use crate::lexer::{Token, tokens};
use crate::{Problem, Span};

/// How deep brackets and `not` may nest; beyond, the author is told instead of the stack growing.
const DEEPEST: usize = 64;

const COMPARISONS: [(&str, Operator); 13] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("~=", Operator::EqualFolded),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("in", Operator::In),
    ("contains", Operator::Contains),
    ("starts_with", Operator::StartsWith),
    ("ends_with", Operator::EndsWith),
    ("matches", Operator::Matches),
    ("not", Operator::NotIn),
];

/// Words that cannot name anything.
pub(crate) const KEYWORDS: [&str; 12] = [
    "and",
    "or",
    "not",
    "in",
    "contains",
    "starts_with",
    "ends_with",
    "matches",
    "where",
    "true",
    "false",
    "it",
];

/// The tree of an expression.
pub(crate) fn parse(text: &str) -> Result<Ast, Problem> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
    };
    let tree = parser.or()?;
    match parser.peek() {
        (Token::End, _) => Ok(tree),
        (token, span) => Err(unexpected(token, *span)),
    }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    at: usize,
    depth: usize,
}

fn unexpected(token: &Token, span: Span) -> Problem {
    let problem = match token {
        Token::End => Problem::new(span, "the expression ends too early"),
        _ => Problem::new(span, "this is not expected here"),
    };
    match token {
        Token::Name(name) if COMPARISONS.iter().any(|(word, _)| word == name) => {
            problem.help("comparisons do not chain; join them with `and`")
        }
        Token::Sign("==" | "!=" | "<" | "<=" | ">" | ">=" | "~=") => {
            problem.help("comparisons do not chain; join them with `and`")
        }
        Token::Name(_) | Token::Number { .. } | Token::Text(_) => {
            problem.help("join conditions with `and` or `or`")
        }
        _ => problem,
    }
}

impl Parser {
    fn peek(&self) -> &(Token, Span) {
        const END: &(Token, Span) = &(Token::End, Span { start: 0, end: 0 });
        self.tokens.get(self.at).or(self.tokens.last()).unwrap_or(END)
    }

    fn next(&mut self) -> (Token, Span) {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(&self.peek().0, Token::Name(name) if name == word);
        self.at += usize::from(found);
        found
    }

    fn take_sign(&mut self, sign: &str) -> Option<Span> {
        let (token, span) = self.peek();
        let span = *span;
        matches!(token, Token::Sign(found) if *found == sign).then(|| {
            self.at += 1;
            span
        })
    }

    fn expect_sign(&mut self, sign: &'static str) -> Result<Span, Problem> {
        let span = self.peek().1;
        self.take_sign(sign)
            .ok_or_else(|| Problem::new(span, format!("`{sign}` is expected here")))
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Problem::new(self.peek().1, "nested too deeply")
                .help("split the condition with a derived fact"));
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Result<Ast, Problem> {
        self.chain("or", Parser::and, AstNode::Or)
    }

    fn and(&mut self) -> Result<Ast, Problem> {
        self.chain("and", Parser::not, AstNode::And)
    }

    fn chain(
        &mut self,
        word: &str,
        inner: fn(&mut Self) -> Result<Ast, Problem>,
        join: fn(Vec<Ast>) -> AstNode,
    ) -> Result<Ast, Problem> {
        let first = inner(self)?;
        let mut span = first.span;
        let mut parts = vec![first];
        while self.take_word(word) {
            let part = inner(self)?;
            span = span.to(part.span);
            parts.push(part);
        }
        match parts.pop() {
            Some(only) if parts.is_empty() => Ok(only),
            Some(last) => {
                parts.push(last);
                Ok(Ast {
                    node: join(parts),
                    span,
                })
            }
            None => Err(Problem::new(span, "nothing to join")),
        }
    }

    fn not(&mut self) -> Result<Ast, Problem> {
        let start = self.peek().1;
        if self.take_word("not") {
            let inner = self.deeper(Parser::not)?;
            let span = start.to(inner.span);
            return Ok(Ast {
                node: AstNode::Not(Box::new(inner)),
                span,
            });
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Ast, Problem> {
        let left = self.sum()?;
        let Some(operator) = self.comparison_operator()? else {
            return Ok(left);
        };
        let right = self.sum()?;
        Ok(binary(operator, left, right))
    }

    fn comparison_operator(&mut self) -> Result<Option<Operator>, Problem> {
        let found = match &self.peek().0 {
            Token::Sign(sign) => COMPARISONS.iter().find(|(word, _)| word == sign),
            Token::Name(name) => COMPARISONS.iter().find(|(word, _)| word == name),
            _ => None,
        };
        let Some((_, operator)) = found else {
            return Ok(None);
        };
        self.at += 1;
        if *operator == Operator::NotIn && !self.take_word("in") {
            return Err(Problem::new(self.peek().1, "`in` is expected after `not` here")
                .help("`x not in [...]`, or put `not` before the whole comparison"));
        }
        Ok(Some(*operator))
    }

    fn sum(&mut self) -> Result<Ast, Problem> {
        self.left_associative(
            Parser::product,
            &[("+", Operator::Add), ("-", Operator::Subtract)],
        )
    }

    fn product(&mut self) -> Result<Ast, Problem> {
        let signs = [
            ("*", Operator::Multiply),
            ("/", Operator::Divide),
            ("%", Operator::Remainder),
        ];
        self.left_associative(Parser::unary, &signs)
    }

    fn left_associative(
        &mut self,
        inner: fn(&mut Self) -> Result<Ast, Problem>,
        signs: &[(&str, Operator)],
    ) -> Result<Ast, Problem> {
        let mut left = inner(self)?;
        while let Some((_, operator)) = signs.iter().find(|(sign, _)| self.take_sign(sign).is_some()) {
            let right = inner(self)?;
            left = binary(*operator, left, right);
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Ast, Problem> {
        let Some(start) = self.take_sign("-") else {
            return self.primary();
        };
        let inner = self.deeper(Parser::unary)?;
        let span = start.to(inner.span);
        Ok(Ast {
            node: AstNode::Negate(Box::new(inner)),
            span,
        })
    }

    fn primary(&mut self) -> Result<Ast, Problem> {
        let (token, span) = self.next();
        let node = match token {
            Token::Number { digits, unit } => AstNode::Number { digits, unit },
            Token::Text(text) => AstNode::Text(text),
            Token::Name(name) => return self.named(name, span),
            Token::Sign("(") => {
                let inner = self.deeper(Parser::or)?;
                let end = self.expect_sign(")")?;
                return Ok(Ast {
                    node: inner.node,
                    span: span.to(end),
                });
            }
            Token::Sign("[") => {
                let (items, end) = self.items("]")?;
                return Ok(Ast {
                    node: AstNode::List(items),
                    span: span.to(end),
                });
            }
            other => return Err(unexpected(&other, span)),
        };
        Ok(Ast { node, span })
    }

    fn named(&mut self, name: String, span: Span) -> Result<Ast, Problem> {
        match name.as_str() {
            "true" | "false" => {
                return Ok(Ast {
                    node: AstNode::Bool(name == "true"),
                    span,
                });
            }
            "it" => {}
            word if KEYWORDS.contains(&word) => return Err(unexpected(&Token::Name(name), span)),
            _ => {}
        }
        if self.take_sign("(").is_none() {
            return Ok(Ast {
                node: AstNode::Name(name),
                span,
            });
        }
        self.deeper(|parser| parser.call(name, span))
    }

    fn call(&mut self, name: String, span: Span) -> Result<Ast, Problem> {
        let mut args = Vec::new();
        let mut filter = None;
        if let Some(end) = self.take_sign(")") {
            return Ok(Ast {
                node: AstNode::Call { name, args, filter },
                span: span.to(end),
            });
        }
        loop {
            args.push(self.or()?);
            if self.take_word("where") {
                filter = Some(Box::new(self.or()?));
                break;
            }
            if self.take_sign(",").is_none() {
                break;
            }
        }
        let end = self.expect_sign(")")?;
        Ok(Ast {
            node: AstNode::Call { name, args, filter },
            span: span.to(end),
        })
    }

    fn items(&mut self, close: &'static str) -> Result<(Vec<Ast>, Span), Problem> {
        let mut items = Vec::new();
        loop {
            if let Some(end) = self.take_sign(close) {
                return Ok((items, end));
            }
            items.push(self.deeper(Parser::sum)?);
            if self.take_sign(",").is_none() {
                return Ok((items, self.expect_sign(close)?));
            }
        }
    }
}

fn binary(operator: Operator, left: Ast, right: Ast) -> Ast {
    let span = left.span.to(right.span);
    Ast {
        node: AstNode::Binary(operator, Box::new(left), Box::new(right)),
        span,
    }
}
