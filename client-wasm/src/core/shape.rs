//! How an interpreter wants the sound of the headset.

/// The most by which bass and treble are raised or lowered, in dB.
pub const MOST: i8 = 12;

/// How the sound is shaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Bass, in dB more or less.
    pub bass: i8,
    /// Treble, in dB more or less.
    pub treble: i8,
    /// What is suddenly loud is held down: on until its user wants it otherwise, for it is their ears.
    pub limits: bool,
}

impl Default for Shape {
    fn default() -> Self {
        Self { bass: 0, treble: 0, limits: true }
    }
}

impl Shape {
    /// For the memory of the browser.
    #[must_use]
    pub fn to_remember(&self) -> String {
        format!("{} {} {}", self.bass, self.treble, if self.limits { "on" } else { "off" })
    }

    /// From the memory of the browser; what is not understood is as at first.
    #[must_use]
    pub fn remembered(text: &str) -> Self {
        let mut words = text.split(' ');
        let mut tone = || words.next()?.parse::<i8>().ok().map(|gain| gain.clamp(-MOST, MOST));
        let (bass, treble) = (tone().unwrap_or_default(), tone().unwrap_or_default());
        Self { bass, treble, limits: words.next() != Some("off") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_remembered_and_never_more_than_can_be_set() {
        let shape = Shape { bass: -3, treble: 12, limits: false };
        assert_eq!(Shape::remembered(&shape.to_remember()), shape);
        assert_eq!(Shape::remembered(""), Shape::default());
        assert_eq!(Shape::remembered("99 loud"), Shape { bass: 12, ..Shape::default() });
    }
}
