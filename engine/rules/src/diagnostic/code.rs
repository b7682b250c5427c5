//! The sorts of things that can be wrong with a pack. Codes are stable: people search for them.

macro_rules! codes {
    ($($(#[doc = $about:literal])+ $variant:ident = $word:literal,)+) => {
        /// What sort of thing is wrong. The manual of rule authors explains every code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[doc = $about])+ $variant,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The code as printed: kebab case.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$variant => $word,)+
                }
            }

            /// What it means, in one sentence.
            pub fn about(self) -> &'static str {
                match self {
                    $(Code::$variant => concat!($($about),+).trim_ascii(),)+
                }
            }
        }
    };
}

codes! {
    /// A file or folder of the pack cannot be read, or is not UTF-8.
    Unreadable = "unreadable",
    /// The folder has no `pack.toml`.
    NoManifest = "no-manifest",
    /// A file of the pack that stands where nobody reads it.
    StrayFile = "stray-file",
    /// The text is no TOML.
    Syntax = "syntax",
    /// A key that nobody reads, most often mistyped.
    UnknownKey = "unknown-key",
    /// A key without which the entry means nothing.
    MissingKey = "missing-key",
    /// A value of the wrong type, or a word that is not one of those allowed.
    WrongValue = "wrong-value",
    /// An id that is not of the required form.
    MalformedId = "malformed-id",
    /// A pack, rule, derived fact or test case that exists already.
    Duplicate = "duplicate",
    /// A kind of subject that nobody declares.
    UnknownKind = "unknown-kind",
    /// A fact that nobody declares, in a text or a test.
    UnknownFact = "unknown-fact",
    /// A condition or an expression that is malformed, names what does not exist, or mixes types.
    Condition = "condition",
    /// A text with placeholders that cannot be filled.
    Template = "template",
    /// A parameter that is declared wrongly, or given a value it cannot have.
    Parameter = "parameter",
    /// A parameter that no pack has.
    UnknownParameter = "unknown-parameter",
    /// A function whose declaration does not fit the pack's scripts.
    Function = "function",
    /// A script that does not compile.
    Script = "script",
    /// A derived fact that cannot be declared.
    Derived = "derived",
    /// Derived facts that need one another.
    DerivedCycle = "derived-cycle",
    /// A test case that cannot be run as it is written.
    Case = "case",
    /// A rule that no loaded pack has.
    UnknownRule = "unknown-rule",
    /// The rule has no test case that expects `fail`.
    NoFailingCase = "no-failing-case",
    /// The rule has no test case that expects `pass`.
    NoPassingCase = "no-passing-case",
    /// The rule has no test case that expects `unknown`.
    NoUnknownCase = "no-unknown-case",
    /// The rule lacks words that a reader of the report needs.
    MissingWords = "missing-words",
    /// The rule cites nothing that backs it.
    MissingSources = "missing-sources",
    /// A parameter that no condition, text or derived fact uses.
    UnusedParameter = "unused-parameter",
    /// A parameter whose default nothing backs.
    ParameterWithoutSource = "parameter-without-source",
    /// A declared function that no condition or derived fact calls.
    UnusedFunction = "unused-function",
    /// A symptom that no provider lists.
    UnknownSymptom = "unknown-symptom",
    /// A statement that the troubleshooter does not have.
    UnknownStatement = "unknown-statement",
    /// A rule's id without an area, or not in kebab case.
    IdStyle = "id-style",
    /// A fact that the rule needs and no provider collects.
    FactWithoutProvider = "fact-without-provider",
    /// A condition that names no fact, so it says the same of everything.
    ConstantCondition = "constant-condition",
    /// A rule without words in a language that the pack otherwise speaks.
    TranslationMissing = "translation-missing",
    /// A translation of words that have changed since; the rule keeps its own words.
    TranslationOutdated = "translation-outdated",
    /// A translation with other placeholders or another number of steps than what it translates.
    TranslationShape = "translation-shape",
    /// A translation that attaches an ending to a placeholder.
    TranslationSuffix = "translation-suffix",
    /// A translation that uses another word than the glossary.
    TranslationTerm = "translation-term",
    /// A fact of the pack's own, or an import that fills such facts, that cannot be used as it is written.
    OwnFact = "own-fact",
    /// A pack that needs another pack or another version of the program than there is.
    Needs = "needs",
    /// A condition that comes out the same whatever its facts are.
    OneWay = "one-way",
    /// Two rules of the same kind with the same condition.
    SameCondition = "same-condition",
    /// A function of a script that a condition could say itself.
    NeedlessScript = "needless-script",
    /// A pack with more rules than anybody could read.
    TooMany = "too-many",
    /// A title that is not one short line.
    TitleStyle = "title-style",
    /// A node that the guide does not have, where a way should lead.
    UnknownNode = "unknown-node",
    /// A node of a guide without a way on, or from which no end can be reached.
    DeadEnd = "dead-end",
    /// A node of a guide that no way leads to.
    Orphan = "orphan",
    /// An error that no catalogue lists.
    UnknownError = "unknown-error",
    /// A node of a guide that no walk of its tests comes to.
    NoWalk = "no-walk",
}

#[cfg(test)]
mod tests {
    use super::Code;
    use std::collections::HashSet;

    #[test]
    fn codes_are_kebab_case_and_different() {
        let words: HashSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(
                code.as_str()
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                "{code:?}"
            );
            assert!(code.about().ends_with('.'), "{code:?}");
        }
    }
}
