//! A small writer of PDFs: each letter at a place of its own, as word processors do it.

#![allow(dead_code, reason = "each of the rehearsals writes what it needs")]

use std::fmt::Write;

/// The width of every letter, in thousandths of the size; the marks of Arabic have none.
pub const WIDTH: f64 = 500.0;

/// A PDF that is being written.
#[derive(Clone, Default)]
pub struct Written {
    /// What the pages draw.
    pub pages: Vec<String>,
    /// Objects besides those of the pages, from number 10 on.
    pub more: Vec<String>,
    /// What a page has besides its text, such as `/Annots`.
    pub of_pages: String,
    /// What the resources have besides the font.
    pub of_resources: String,
    /// What the catalogue has besides the pages.
    pub of_catalogue: String,
    /// What the trailer has.
    pub of_trailer: String,
    /// Whether the font does not say which letters it has.
    pub nameless: bool,
}

impl Written {
    /// One whose pages draw this.
    pub fn of(pages: impl IntoIterator<Item = String>) -> Self {
        Self { pages: pages.into_iter().collect(), ..Self::default() }
    }

    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let first_page = 10 + self.more.len();
        let kids: String = (0..self.pages.len())
            .fold(String::new(), |kids, n| format!("{kids}{} 0 R ", first_page + 2 * n));
        let to_unicode = if self.nameless { "" } else { "/ToUnicode 6 0 R" };
        let mut objects = vec![
            (1, format!("<</Type/Catalog/Pages 2 0 R{}>>", self.of_catalogue)),
            (2, format!("<</Type/Pages/Kids[{kids}]/Count {}>>", self.pages.len())),
            (3, format!("<</Font<</F 4 0 R>>{}>>", self.of_resources)),
            (
                4,
                format!(
                    "<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/Identity-H/DescendantFonts[5 0 R]{to_unicode}>>"
                ),
            ),
            (
                5,
                format!(
                    "<</Type/Font/Subtype/CIDFontType2/BaseFont/Any/DW {WIDTH}/W[1611 1631 0]/CIDToGIDMap/Identity\
                 /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 7 0 R>>"
                ),
            ),
            (6, stream("", &self.to_unicode())),
            (
                7,
                "<</Type/FontDescriptor/FontName/Any/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0\
                 /Ascent 800/Descent -200/CapHeight 700/StemV 80>>"
                    .to_owned(),
            ),
        ];
        objects.extend(self.more.iter().cloned().enumerate().map(|(n, object)| (10 + n, object)));
        for (n, page) in self.pages.iter().enumerate() {
            let n = first_page + 2 * n;
            let of = &self.of_pages;
            objects.push((n, format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources 3 0 R/Contents {} 0 R{of}>>", n + 1)));
            objects.push((n + 1, stream("", page)));
        }
        file(&objects, &self.of_trailer)
    }

    /// Which letters the codes are: themselves.
    fn to_unicode(&self) -> String {
        let mut codes: Vec<&str> = self
            .pages
            .iter()
            .chain(&self.more)
            .flat_map(|page| page.split('<').skip(1))
            .filter_map(|rest| rest.split_once('>'))
            .flat_map(|(codes, _)| {
                codes.as_bytes().chunks_exact(4).filter_map(|code| std::str::from_utf8(code).ok())
            })
            .filter(|code| code.chars().all(|c| c.is_ascii_hexdigit()))
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
             1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
        );
        for codes in codes.chunks(100) {
            let _ = writeln!(map, "{} beginbfchar", codes.len());
            for code in codes {
                let _ = writeln!(map, "<{code}> <{code}>");
            }
            map.push_str("endbfchar\n");
        }
        map + "endcmap CMapName currentdict /CMap defineresource pop end end"
    }
}

/// Objects by their numbers as a file.
pub fn file(objects: &[(usize, String)], trailer: &str) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let size = objects.iter().map(|(n, _)| n + 1).max().unwrap_or(0);
    let mut places = vec![0; size];
    for (n, object) in objects {
        places[*n] = file.len();
        let _ = write!(file, "{n} 0 obj\n{object}\nendobj\n");
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {size}\n");
    for place in places {
        let _ = match place {
            0 => writeln!(file, "0000000000 65535 f "),
            place => writeln!(file, "{place:010} 00000 n "),
        };
    }
    let _ =
        write!(file, "trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{table}\n%%EOF\n");
    file.into_bytes()
}

/// A stream of this text.
pub fn stream(dictionary: &str, text: &str) -> String {
    format!("<<{dictionary}/Length {}>>stream\n{text}\nendstream", text.len())
}

/// Draws letters from here to the right.
pub fn draw(x: f64, y: f64, size: f64, text: &str) -> String {
    let codes = text.encode_utf16().fold(String::new(), |codes, code| format!("{codes}{code:04X}"));
    format!("BT /F {size} Tf {x} {y} Td <{codes}> Tj ET\n")
}

/// How long a text is that is drawn so.
pub fn length(size: f64, text: &str) -> f64 {
    let is_mark = |c: &u16| (0x64B..=0x65F).contains(c);
    text.encode_utf16().filter(|c| !is_mark(c)).count() as f64 * WIDTH / 1000.0 * size
}
