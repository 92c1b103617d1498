//! The index of a site, and where its files lie: beside the search page.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::SourceGroup;
use crate::digest;
use crate::document::{self, Document, Source};
use crate::search::{self, Answer, Catalogue, Index, Shard, Target};
use crate::site::opened::Opened;
use crate::site::url::{OutputPath, Place};
use crate::site::{Inputs, Site, Words, url};

/// The index with the path of each of its files. It is built when the first of them is asked for.
#[derive(Debug, Default)]
pub(super) struct Search<'a> {
    /// Nothing where it is left out.
    index: Option<Index<'a>>,
    pub(super) shards: BTreeMap<OutputPath, Shard>,
}

impl<'a> Search<'a> {
    fn of(given: &Inputs<'a>, words: &'a Words, opened: Arc<Opened>) -> Search<'a> {
        let archive = given.archive;
        let index = search::build(Catalogue {
            archive,
            config: given.config,
            culture: culture(given),
            open: Box::new(move |index| opened.get(archive, index)),
            word: Box::new(|name| words.find(name).map(str::to_owned)),
        });
        let shards = index.files().into_iter();
        Search {
            shards: shards.map(|it| (url::shard(&it.to_string()), it)).collect(),
            index: Some(index),
        }
    }
}

/// Returns the culture statement as if it were a report, whose sections can be found.
fn culture(given: &Inputs) -> Option<Document> {
    let source = Source {
        path: given.config.culture.statement.as_str().into(),
        group: Arc::new(SourceGroup::default()),
        content: Ok(given.culture?.into()),
    };
    Some(document::parse(given.templates, source))
}

impl<'a> Site<'a> {
    pub(super) fn search(&self) -> &Search<'a> {
        self.search
            .get_or_init(|| Search::of(&self.given, self.words, Arc::clone(&self.opened)))
    }

    /// Plans no search index.
    pub(crate) fn leave_search_out(&mut self) {
        self.search = Search::default().into();
    }

    /// Returns the report that a file of the index is made from, if it is made from one or a few.
    pub(super) fn report_of(&self, shard: Shard) -> Option<usize> {
        self.search().index.as_ref()?.report_of(shard)
    }

    /// Returns the digest of what a file of the index is made from, its place included, where that is
    /// known before it is made.
    pub(super) fn digest_of_shard(&self, path: &OutputPath) -> Option<blake3::Hash> {
        let search = self.search();
        let digest = search
            .index
            .as_ref()?
            .digest_of(*search.shards.get(path)?)?;
        let path = path.as_str().as_bytes();
        Some(digest::of([path, digest.as_bytes().as_slice()]))
    }

    /// Returns the text of a file of the index.
    pub(super) fn shard(&self, shard: Shard) -> String {
        let index = self.search().index.as_ref();
        index.map_or(String::new(), |it| {
            it.render(shard, &|target| self.address_of(target))
        })
    }

    /// Answers a query as the search page does, with at most so many results.
    pub(crate) fn ask(&self, query: &str, most: usize) -> Answer {
        let index = self.search().index.as_ref();
        index.map_or_else(Answer::default, |it| {
            it.ask(query, most, &|target| self.address_of(target))
        })
    }

    /// Returns where a page stands, from the root of the site.
    fn address_of(&self, target: Target) -> String {
        let culture = Place::Culture.path();
        let path = match target {
            Target::Postmortem(index) => Some(self.addresses.postmortem(index)),
            Target::Factor(id) => self.addresses.factor(id),
            Target::Service(id) => self.addresses.service(id),
            Target::Culture => Some(&culture),
        };
        path.map_or(String::new(), OutputPath::encoded)
    }
}
