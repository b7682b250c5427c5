//! What every form gives: records one by one, troubles on the way.

use crate::Record;
use crate::error::Fault;
use crate::text::Text;
use crate::trouble::Troubles;

/// Reads one form.
pub(crate) trait Records: Send {
    /// The next record; nothing at the end. After an error it is not called again.
    fn next(&mut self, troubles: &mut Troubles) -> Result<Option<Record>, Fault>;

    /// The text it reads.
    fn text(&self) -> &Text;
}
