//! An Ogg file ends with its last whole page, which is marked as the last.

use super::{Repaired, allow};
use crate::fault::Fault;
use crate::ogg_page::ReadPage;
use crate::opus_file::played;
use crate::output::Output;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// The pages of the head.
const HEAD_PAGES: u32 = 2;

pub(super) fn repair(path: &Path, mut file: BufReader<File>) -> Result<Repaired, Fault> {
    let length = file.get_ref().metadata().map_err(Fault::read(path))?.len();
    let (mut end, mut last) = (0, None::<ReadPage>);
    while let Some(page) = ReadPage::read(&mut file).map_err(Fault::read(path))? {
        let follows = last.as_ref().map_or(page.sequence == 0, |last| {
            !last.is_last
                && page.serial == last.serial
                && page.sequence == last.sequence.wrapping_add(1)
        });
        if !follows {
            break;
        }
        end += page.length();
        last = Some(page);
    }
    let Some(page) = last.filter(|page| page.sequence >= HEAD_PAGES) else {
        return Ok(Repaired::Empty);
    };
    if page.is_last && end == length {
        return Ok(Repaired::Whole);
    }
    allow(path, end, length)?;
    let (start, granule) = (end - page.length(), page.granule);
    let mut output = Output::reopen(path, end)?;
    output.patch("the end", start, &page.into_last())?;
    output.sync()?;
    Ok(Repaired::Finished { cut: length - end, length: played(granule) })
}
