//! What a screen looks at: worked out again when something that was read has changed, and passed on
//! only if it is not as before.
//!
//! A memo of Leptos is code of its own for every type in it; here all are one type.

use leptos::prelude::*;
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

/// A value that follows from signals.
pub struct View<T> {
    memo: Memo<Value>,
    of: PhantomData<fn() -> T>,
}

/// The value of some view.
#[derive(Clone)]
struct Value {
    value: Arc<dyn Any + Send + Sync>,
    same: fn(&dyn Any, &dyn Any) -> bool,
}

impl<T: PartialEq + Send + Sync + 'static> View<T> {
    /// Follows what `look` reads.
    pub fn new(look: impl Fn() -> T + Send + Sync + 'static) -> Self {
        let same = |a: &dyn Any, b: &dyn Any| a.downcast_ref::<T>() == b.downcast_ref::<T>();
        let look = move || Value { value: Arc::new(look()), same };
        Self { memo: follow(Box::new(look)), of: PhantomData }
    }

    /// The value; who reads it follows it.
    pub fn get(self) -> Arc<T> {
        down(self.memo.get())
    }

    /// The value as it is now.
    pub fn get_untracked(self) -> Arc<T> {
        down(self.memo.get_untracked())
    }
}

fn follow(look: Box<dyn Fn() -> Value + Send + Sync>) -> Memo<Value> {
    Memo::new(move |_| look())
}

fn down<T: Send + Sync + 'static>(value: Value) -> Arc<T> {
    value.value.downcast().expect("a view holds what was looked at")
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        (self.same)(&*self.value, &*other.value)
    }
}

impl<T> Clone for View<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for View<T> {}
