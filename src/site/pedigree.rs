//! What a file of a site was made from, so that it need not be made once more.

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::archive::Index;
use crate::digest;
use crate::site::markdown::Asked;
use crate::site::page::Pages;
use crate::site::page::postmortem::{self, Bonds};
use crate::site::url::{Here, OutputPath};
use crate::site::{Content, Data, File, Site};

/// What a file was made from, as a digest, besides what all files of the site hang on: the settings,
/// the theme, the day, the audience and the program.
///
/// A file that would be made from the same has the same bytes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Pedigree {
    digest: [u8; blake3::OUT_LEN],
    /// What the making asked of the rest of the site.
    asked: Vec<Asked>,
}

/// A file that was made.
pub(crate) struct Made<'a> {
    pub(crate) content: Content<'a>,
    /// Nothing of a file that hangs on so much that it is made anew each time.
    pub(crate) pedigree: Option<Pedigree>,
}

impl<'a> Site<'a> {
    /// Makes a file, and says what it was made from.
    ///
    /// # Errors
    ///
    /// Those of [`Site::render`].
    pub(crate) fn make(&self, path: &OutputPath) -> Result<Made<'_>> {
        let file = self.files.get(path);
        if let Some(File::Postmortem(index)) = file {
            let here = Here::page(path);
            let bonds = postmortem::bonds(self, &here, *index);
            let digest = self.digest_of_page(path, *index, &bonds);
            let (page, asked) = postmortem::render(self, path, *index, bonds)?;
            let digest = self.with_answers(digest, &here, *index, &asked);
            return Ok(Made {
                content: Content::Made(page.into_bytes()),
                pedigree: Some(Pedigree { digest, asked }),
            });
        }
        Ok(Made {
            pedigree: self.digest_of_file(path, file).map(|digest| Pedigree {
                digest: digest.into(),
                asked: Vec::new(),
            }),
            content: self.render_as(path, file)?,
        })
    }

    /// Says whether a file would be made from the same as it was before.
    pub(crate) fn would_be(&self, path: &OutputPath, before: &Pedigree) -> bool {
        let file = self.files.get(path);
        let Some(File::Postmortem(index)) = file else {
            let digest = self.digest_of_file(path, file);
            return digest.is_some_and(|digest| before.digest == *digest.as_bytes());
        };
        let here = Here::page(path);
        let bonds = postmortem::bonds(self, &here, *index);
        let digest = self.digest_of_page(path, *index, &bonds);
        self.with_answers(digest, &here, *index, &before.asked) == before.digest
    }

    /// Digests what a file is made from that is no page of a report, if that is worth it.
    fn digest_of_file(&self, path: &OutputPath, file: Option<&File>) -> Option<blake3::Hash> {
        let Some(file) = file else {
            return self.digest_of_shard(path);
        };
        match file {
            File::Data(Data::Postmortem(index)) => {
                let archive = self.given.archive;
                let mut hasher = self.digest_of_report(path, *index);
                for reports in [archive.links(*index), archive.backlinks(*index)] {
                    hasher.update(&reports.len().to_le_bytes());
                    for &report in reports {
                        digest::add(&mut hasher, archive.get(report).slug.as_str().as_bytes());
                    }
                }
                Some(hasher.finalize())
            }
            _ => None,
        }
    }

    fn digest_of_page(&self, path: &OutputPath, index: Index, bonds: &Bonds) -> blake3::Hasher {
        let mut hasher = self.digest_of_report(path, index);
        let bonds = postcard::to_stdvec(bonds).expect("it is plain data, and memory does not fail");
        digest::add(&mut hasher, &bonds);
        if !self.assets[index].is_empty() {
            let assets = format!("{:?}", self.assets[index]);
            digest::add(&mut hasher, assets.as_bytes());
        }
        hasher
    }

    /// Digests the place of a file and the report that it shows.
    fn digest_of_report(&self, path: &OutputPath, index: Index) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new();
        digest::add(&mut hasher, path.as_str().as_bytes());
        let source = &self.given.archive.get(index).document.source;
        hasher.update(source.digest().as_bytes());
        hasher
    }

    fn with_answers(
        &self,
        mut hasher: blake3::Hasher,
        here: &Here,
        index: Index,
        asked: &[Asked],
    ) -> [u8; blake3::OUT_LEN] {
        let setting = Pages { site: self, here }.setting_of_report(index);
        for asked in asked {
            digest::add(&mut hasher, format!("{asked:?}").as_bytes());
            digest::add(&mut hasher, asked.answer(&setting).as_bytes());
        }
        hasher.finalize().into()
    }
}
