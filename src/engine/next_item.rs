//! What the visitor looks at next; only in builds with an index of sessions.

use super::{Engine, Visitor};
use crate::error::Error;
use crate::scores::next_item::{Index, MOST_NEXT, Next, seen};
use alloc::sync::Arc;
use alloc::vec::Vec;

impl Engine {
    /// Takes in an index, drawn in [`crate::scores::next_item`], in place of the one before.
    ///
    /// # Errors
    /// [`Error::NotAnIndex`]; the one before stays.
    pub fn adopt(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.index = Some(Arc::new(Index::read(bytes).ok_or(Error::NotAnIndex)?));
        Ok(())
    }

    /// The index that was adopted last.
    #[must_use]
    pub fn index(&self) -> Option<Arc<Index>> {
        self.index.clone()
    }
}

impl Visitor {
    /// What comes next, best first: at most `take` items, and 100. From `items`, hashes of item ids, the current one last,
    /// or else from what the profile remembers of the last visit; `repeat` says whether the current item may come
    /// again. Without permission to compute, nothing.
    #[must_use]
    pub fn next(&self, index: &Index, items: Option<&[u32]>, repeat: bool, take: usize) -> Vec<Next> {
        let mut next = Vec::new();
        if self.may_compute() {
            next.resize(take.min(MOST_NEXT), Next::default());
            let remembered = if items.is_none() { seen(&self.profile) } else { Vec::new() };
            let found = index.predict(items.unwrap_or(&remembered), repeat, &mut next);
            next.truncate(found);
        }
        next
    }
}
