//! The sorts of things that can be wrong with a pack. Codes are stable: people search for them.

macro_rules! codes {
    ($($(#[doc = $about:literal])+ $variant:ident = $word:literal, mend $mend:literal,)+) => {
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

            /// How it is put right, in one or two sentences.
            pub fn mend(self) -> &'static str {
                match self {
                    $(Code::$variant => $mend,)+
                }
            }

            /// The code that is printed like this.
            pub fn of(word: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.as_str() == word)
            }
        }
    };
}

codes! {
    /// A file or folder of the pack cannot be read, or is not UTF-8.
    Unreadable = "unreadable",
        mend "Check the path and who may read it, and save the file as UTF-8.",
    /// The folder has no `pack.toml`.
    NoManifest = "no-manifest",
        mend "Write a `pack.toml` with `id`, `version` and `title`, or give the folder that holds one; `imaprules rules new pack` writes it.",
    /// A file of the pack that stands where nobody reads it.
    StrayFile = "stray-file",
        mend "Move rules and scripts into the pack's own folder, test cases into `tests/`, translations into `locale/`; or remove the file.",
    /// The text is no TOML.
    Syntax = "syntax",
        mend "Look at the marked place and what stands before it: texts need quotes, lists commas, and every bracket its partner.",
    /// A key that nobody reads, most often mistyped.
    UnknownKey = "unknown-key",
        mend "Write the key that the help names, or remove it: what nobody reads has no effect.",
    /// A key without which the entry means nothing.
    MissingKey = "missing-key",
        mend "Add the key that the message names to the marked entry.",
    /// A value of the wrong type, or a word that is not one of those allowed.
    WrongValue = "wrong-value",
        mend "Write one of the words that the message lists, or a value of the type that the key wants.",
    /// An id that is not of the required form.
    MalformedId = "malformed-id",
        mend "Use lower-case words joined by hyphens: `csv` for a pack, `csv.too-many-rows` for a rule.",
    /// A pack, rule, derived fact or test case that exists already.
    Duplicate = "duplicate",
        mend "Give one of the two another name, or remove it; the help says where the other one stands.",
    /// A kind of subject that nobody declares.
    UnknownKind = "unknown-kind",
        mend "Name a kind of subject that exists: `migration`, `server`, `mailbox`, `folder`, or one that a provider declares.",
    /// A fact that nobody declares, in a text or a test.
    UnknownFact = "unknown-fact",
        mend "Write a name that `imaprules facts list` prints; or declare the fact in the pack, with the import that fills it.",
    /// A condition or an expression that is malformed, names what does not exist, or mixes types.
    Condition = "condition",
        mend "Look at the marked part: a name may be mistyped, or two things compared that measure different things, as a size and a bare number.",
    /// A text with placeholders that cannot be filled.
    Template = "template",
        mend "Close every brace, put exactly one name between two, and write `{{` and `}}` for braces that are meant as such. Put no quotes around a placeholder in a command.",
    /// A parameter that is declared wrongly, or given a value it cannot have.
    Parameter = "parameter",
        mend "Write a default, or a value with `--param`, that fits the declared type; name the parameter in snake_case, and write `PACK.NAME=VALUE` where several packs have one of that name.",
    /// A parameter that no pack has.
    UnknownParameter = "unknown-parameter",
        mend "Write the name of a parameter that stands under `[params]`, or declare it there.",
    /// A function whose declaration does not fit the pack's scripts.
    Function = "function",
        mend "Let the declaration name a function of a `*.rhai` file of the pack, with one type for each of its parameters, as `(text, int) -> bool`.",
    /// A script that does not compile.
    Script = "script",
        mend "Mend the script at the marked place; the help says how.",
    /// A derived fact that cannot be declared.
    Derived = "derived",
        mend "Name the fact `area.snake_case`, and give its type and kind as for any other fact.",
    /// Derived facts that need one another.
    DerivedCycle = "derived-cycle",
        mend "Compute one of the facts of the circle from collected facts alone.",
    /// A test case that cannot be run as it is written.
    Case = "case",
        mend "Give the case only facts that its rule can reach, each once, and fixtures that exist.",
    /// A rule that no loaded pack has.
    UnknownRule = "unknown-rule",
        mend "Write the id of a rule that is loaded; `imaprules rules list` prints them.",
    /// The rule has no test case that expects `fail`.
    NoFailingCase = "no-failing-case",
        mend "Add a `[[case]]` with `expect = \"fail\"` and the facts with which the rule finds its fault.",
    /// The rule has no test case that expects `pass`.
    NoPassingCase = "no-passing-case",
        mend "Add a `[[case]]` with `expect = \"pass\"` and the facts with which all is well.",
    /// The rule has no test case that expects `unknown`.
    NoUnknownCase = "no-unknown-case",
        mend "Add a `[[case]]` with `expect = \"unknown\"` in which a fact that decides is missing.",
    /// The rule lacks words that a reader of the report needs.
    MissingWords = "missing-words",
        mend "Fill in what the message names: `title`, `why`, or at least one step of `fix`.",
    /// The rule cites nothing that backs it.
    MissingSources = "missing-sources",
        mend "Add `sources` with the address of the document that the rule rests on.",
    /// A command that changes something and says neither how to take it back nor what it destroys.
    CommandWithoutUndo = "command-without-undo",
        mend "Add `undo` with the command that takes it back, or `destroys` with what is lost for good.",
    /// A session that the program does not know, so that scripts cannot check that it is there.
    UnknownSession = "unknown-session",
        mend "Write a word of `rules/sessions.toml`, such as `exchange` or `exchange-online`.",
    /// A parameter that no condition, text or derived fact uses.
    UnusedParameter = "unused-parameter",
        mend "Name it as `param.NAME` in a condition or a text, or remove it.",
    /// A parameter whose default nothing backs.
    ParameterWithoutSource = "parameter-without-source",
        mend "Add `source`: the document that states the number, or who found it by experience.",
    /// A declared function that no condition or derived fact calls.
    UnusedFunction = "unused-function",
        mend "Call it in a condition or a derived fact, or take it out of `[functions]`; scripts may call one another undeclared.",
    /// A symptom that no provider lists.
    UnknownSymptom = "unknown-symptom",
        mend "Write the id of a symptom that a provider lists, or remove it from `explains`.",
    /// A statement that the troubleshooter does not have.
    UnknownStatement = "unknown-statement",
        mend "Write a number of the troubleshooter, `S001` to `S160`, or remove it from `covers`.",
    /// A rule's id without an area, or not in kebab case.
    IdStyle = "id-style",
        mend "Rename the rule to the form `area.kebab-case`, in its test cases and translations as well.",
    /// A fact that the rule needs and no provider collects.
    FactWithoutProvider = "fact-without-provider",
        mend "Use a fact that `imaprules facts list` shows, let a provider collect this one, or fill it with an `[[import]]`.",
    /// A condition that names no fact, so it says the same of everything.
    ConstantCondition = "constant-condition",
        mend "Name the fact that decides; what holds for everybody is no finding.",
    /// A rule without words in a language that the pack otherwise speaks.
    TranslationMissing = "translation-missing",
        mend "Add the table that the help shows to the file of the language, with `of`, `title`, `why` and `fix`.",
    /// A translation of words that have changed since; the rule keeps its own words.
    TranslationOutdated = "translation-outdated",
        mend "Compare the translation with the words of today, mend it, and write the `of` that the help gives.",
    /// A translation with other placeholders or another number of steps than what it translates.
    TranslationShape = "translation-shape",
        mend "Show the same placeholders as the original, and translate each step as one step.",
    /// A translation that attaches an ending to a placeholder.
    TranslationSuffix = "translation-suffix",
        mend "Turn the sentence so that the placeholder stands alone, as in `posta kutusu: {mailbox.address}`.",
    /// A translation that uses another word than the glossary.
    TranslationTerm = "translation-term",
        mend "Write the word that the glossary of the language agrees on; the help gives it.",
    /// A fact of the pack's own, or an import that fills such facts, that cannot be used as it is written.
    OwnFact = "own-fact",
        mend "Declare the fact with a name of the form `area.snake_case`, and name it under `[import.columns]` of an import for the same kind of subject.",
    /// A pack that needs another pack or another version of the program than there is.
    Needs = "needs",
        mend "Give the pack that is needed with `--rules`, take a version that fits, or widen the range.",
    /// A condition that comes out the same whatever its facts are.
    OneWay = "one-way",
        mend "Compare the parts of the condition: two bounds may exclude each other, or leave nothing out. Mend the bound, or write `or` for `and`.",
    /// Two rules of the same kind with the same condition.
    SameCondition = "same-condition",
        mend "Remove one of the two rules, make their conditions differ, or let one name the other in `instead_of`.",
    /// A function of a script that a condition could say itself.
    NeedlessScript = "needless-script",
        mend "Write the expression into the condition or a derived fact, and remove the function.",
    /// A pack with more rules than anybody could read.
    TooMany = "too-many",
        mend "Compute what differs from subject to subject as a fact, and ask for it in one rule.",
    /// A title that is not one short line.
    TitleStyle = "title-style",
        mend "Write one line of at most 90 characters that begins with a capital and ends without a full stop.",
    /// A node that the guide does not have, where a way should lead.
    UnknownNode = "unknown-node",
        mend "Write the id of a node that the guide has, or add that node.",
    /// A node of a guide without a way on, or from which no end can be reached.
    DeadEnd = "dead-end",
        mend "Give the node a `[[node.choice]]` or `next` that leads towards an end, or make it an end itself.",
    /// A node of a guide that no way leads to.
    Orphan = "orphan",
        mend "Let a choice or a `next` of another node lead to it, or remove it.",
    /// An error that no catalogue lists.
    UnknownError = "unknown-error",
        mend "Write the id of an error that the catalogue of errors has, as `imaprules explain` shows it, or remove it from `errors`.",
    /// A node of a guide that no walk of its tests comes to.
    NoWalk = "no-walk",
        mend "Add a `[[walk]]` to `tests/*.toml` beside the guide whose `path` comes to the node.",
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
            assert!(
                code.mend().ends_with('.') && code.mend() != code.about(),
                "{code:?}"
            );
            assert_eq!(Code::of(code.as_str()), Some(*code));
        }
    }
}
