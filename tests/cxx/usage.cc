/*
 * The public header and the library from C++: see tests/cxx/cxx.sh, which builds and runs this.
 *
 * Each struct is made by its macro, a worker and a document are owned by smart pointers, and a
 * lambda receives what is written. Prints what the page's text, title and author are.
 */
#include <cleanpage.h>

#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Free {
    void operator()(cleanpage *cp) const { cleanpage_free(cp); }
    void operator()(cleanpage_doc *doc) const { cleanpage_doc_free(doc); }
};
using Worker = std::unique_ptr<cleanpage, Free>;
using Document = std::unique_ptr<cleanpage_doc, Free>;

const std::string page =
    "<!DOCTYPE html><title>Rain</title><meta name=author content='Ada Miller'><body>"
    "<nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Rain</h1>"
    "<p>It rained all night, and in the morning the river stood in the streets of the lower "
    "town, where nobody had expected it before the summer.</p>"
    "<p>Those who could went up the hill, and those who could not waited on their roofs until "
    "the boats came, which they did before noon.</p></article>";

Document
clean(cleanpage *cp, const std::string &bytes)
{
    cleanpage_options opt = CLEANPAGE_OPTIONS_INIT;
    cleanpage_doc *doc = nullptr;

    opt.url = "https://example.org/";
    opt.flags = CLEANPAGE_TRACE;
    opt.kind = CLEANPAGE_KIND_ARTICLE;
    if (cleanpage_clean(cp, bytes.data(), bytes.size(), &opt, &doc) != CLEANPAGE_OK)
        std::fprintf(stderr, "%s\n", cleanpage_message(cp));
    return Document(doc);
}

std::string
render(const cleanpage_doc *doc, cleanpage_format format)
{
    cleanpage_layout layout = CLEANPAGE_LAYOUT_INIT;
    std::string out;
    cleanpage_write_fn append = [](void *user, const char *data, std::size_t len) {
        static_cast<std::string *>(user)->append(data, len);
        return 0;
    };

    return cleanpage_render(doc, format, &layout, append, &out) == CLEANPAGE_OK ? out : "";
}

/* As many threads as there are results. */
void
clean_in_threads(std::vector<std::string> &results)
{
    std::vector<std::thread> threads;

    for (std::string &result : results)
        threads.emplace_back([&result] {
            Worker worker(cleanpage_new());
            Document doc = clean(worker.get(), page);

            result = render(doc.get(), CLEANPAGE_TEXT);
        });
    for (std::thread &thread : threads)
        thread.join();
}

}   // namespace

int
main()
{
    cleanpage_fetch_options fetching = CLEANPAGE_FETCH_OPTIONS_INIT;
    cleanpage_info info = CLEANPAGE_INFO_INIT;
    cleanpage_block_info block = CLEANPAGE_BLOCK_INFO_INIT;
    std::vector<std::string> results(4);
    Worker worker(cleanpage_new());
    Document doc = clean(worker.get(), page);
    std::size_t kept = 0;

    if (!doc || fetching.size != sizeof fetching)
        return 1;
    cleanpage_get_info(doc.get(), &info);
    for (std::size_t i = 0; cleanpage_block(doc.get(), i, &block); i++)
        kept += block.keep != 0;
    if (kept != info.kept_blocks || kept == 0)
        return 2;

    std::string text = render(doc.get(), CLEANPAGE_TEXT);
    clean_in_threads(results);
    for (const std::string &result : results)
        if (result != text)
            return 3;

    std::printf("%s by %s, %s\n", cleanpage_title(doc.get()),
                cleanpage_field(doc.get(), "author", 0), info.kind);
    std::fputs(text.c_str(), stdout);
}
