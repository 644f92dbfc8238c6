//! The sheet that a document is printed on: A4 (ISO 216). Lengths are in twentieths of a point.

use super::xml::Xml;
use crate::paper::Paper;

/// A sheet, and what is left free at its edges.
#[derive(Clone, Copy)]
pub struct Sheet {
    /// From the left edge to the right.
    across: usize,
    /// From the top to the bottom.
    down: usize,
    /// Free on the left, and on the right.
    sides: usize,
    /// Lies on its long side.
    landscape: bool,
}

impl Sheet {
    /// That of a document.
    pub fn of(paper: &Paper) -> Self {
        match paper.landscape {
            false => Self { across: 11_906, down: 16_838, sides: 1_418, landscape: false },
            true => Self { across: 16_838, down: 11_906, sides: 1_134, landscape: true },
        }
    }

    /// The width of the text.
    pub fn width(self) -> usize {
        self.across - 2 * self.sides
    }

    /// Writes it down (ISO/IEC 29500-1, 17.6.11 and 17.6.13).
    pub fn write(self, xml: &mut Xml) {
        let (across, down) = (self.across.to_string(), self.down.to_string());
        let mut size = vec![("w:w", across.as_str()), ("w:h", down.as_str())];
        if self.landscape {
            size.push(("w:orient", "landscape"));
        }
        xml.empty("w:pgSz", &size);
        let sides = self.sides.to_string();
        let margins = [
            ("w:top", "1134"),
            ("w:right", sides.as_str()),
            ("w:bottom", "1134"),
            ("w:left", sides.as_str()),
            ("w:header", "567"),
            ("w:footer", "567"),
            ("w:gutter", "0"),
        ];
        xml.empty("w:pgMar", &margins);
    }
}
