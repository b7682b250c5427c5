//! The answers to a test by the code of a text: asked once for each distinct text, looked up for each row.

use super::lanes::pack;
use imaprules_facts::column::Codes;

/// At least as many answers as an octet can count, so that looking up an octet needs no check.
pub(crate) struct Answers(Vec<bool>);

impl Answers {
    /// The answers, by code; nothing where none is yes.
    pub(crate) fn of(answers: impl ExactSizeIterator<Item = bool>) -> Option<Self> {
        let mut all = Vec::with_capacity(answers.len().max(256));
        all.extend(answers);
        if !all.contains(&true) {
            return None;
        }
        if all.len() < 256 {
            all.resize(256, false);
        }
        Some(Answers(all))
    }

    #[inline(always)]
    pub(crate) fn byte(&self, code: u8) -> bool {
        let answers: &[bool; 256] = self.0.first_chunk().unwrap_or(&[false; 256]);
        answers.get(usize::from(code)).copied().unwrap_or(false)
    }

    #[inline(always)]
    pub(crate) fn get(&self, code: usize) -> bool {
        self.0.get(code).copied().unwrap_or(false)
    }

    /// The answers for 64 rows.
    pub(crate) fn word(&self, codes: &Codes, word: usize) -> u64 {
        let start = word * 64;
        match codes {
            Codes::Byte(codes) => looked_up(codes.get(start..), |code| self.byte(code)),
            Codes::Short(codes) => looked_up(codes.get(start..), |code| self.get(usize::from(code))),
            Codes::Word(codes) => looked_up(codes.get(start..), |code| self.get(code as usize)),
        }
    }
}

#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "`pack` asks for 64 answers")]
fn looked_up<T: Copy>(codes: Option<&[T]>, answer: impl Fn(T) -> bool) -> u64 {
    let Some(lane) = codes.and_then(|codes| codes.first_chunk::<64>()) else {
        return 0;
    };
    pack(|at| answer(lane[at]))
}
