// A small server around Lucene, so that the same client measures it as all others.
//
//     java -Dsun.net.httpserver.nodelay=true -cp LUCENE.jar Peer.java PORT FOLDER
//
// POST /fill?ANALYSER  a text a line; its number is its line, from 0; replaces what was there
// POST /search?LIMIT   a question; gives the numbers of what was found, best first, one a line
// GET  /version        the version of Lucene

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.QueryBuilder;
import org.apache.lucene.util.Version;

public class Peer {
    /** What is searched at the moment. */
    private record Filled(IndexSearcher searcher, Analyzer analyzer) {}

    private static volatile Filled filled;
    private static Path folder;
    private static int fills;

    private interface Handler {
        String handle(String query, String body) throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        folder = Path.of(arguments[1]);
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0]));
        // Every connection that waits holds a thread of this pool only while it is served.
        HttpServer server = HttpServer.create(address, 1024);
        server.setExecutor(Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors() * 2));
        serve(server, "/version", (query, body) -> Version.LATEST.toString());
        serve(server, "/fill", Peer::fill);
        serve(server, "/search", Peer::search);
        server.start();
    }

    private static void serve(HttpServer server, String path, Handler handler) {
        server.createContext(path, exchange -> {
            int status = 200;
            String told;
            try {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                told = handler.handle(exchange.getRequestURI().getQuery(), body);
            } catch (IOException | RuntimeException error) {
                status = 500;
                told = error.toString();
            }
            reply(exchange, status, told.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static void reply(HttpExchange exchange, int status, byte[] told) throws IOException {
        // -1 says that there is no body; 0 would begin a chunked one.
        exchange.sendResponseHeaders(status, told.length == 0 ? -1 : told.length);
        if (told.length > 0) {
            exchange.getResponseBody().write(told);
        }
        exchange.close();
    }

    private static synchronized String fill(String name, String body) throws IOException {
        Analyzer analyzer = switch (name) {
            case "standard" -> new StandardAnalyzer();
            case "cjk" -> new CJKAnalyzer();
            default -> throw new IllegalArgumentException("no analyser " + name);
        };
        IndexWriterConfig config = new IndexWriterConfig(analyzer);
        config.setSimilarity(new BM25Similarity(1.2f, 0.75f));
        config.setRAMBufferSizeMB(64);
        // The folder of the fill before stays mapped while somebody searches it.
        FSDirectory directory = FSDirectory.open(folder.resolve("index-" + fills++));
        long number = 0;
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            for (String text : body.split("\n")) {
                Document document = new Document();
                document.add(new TextField("text", text, Field.Store.NO));
                document.add(new NumericDocValuesField("number", number++));
                writer.addDocument(document);
            }
            writer.commit();
        }
        IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
        searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
        // A question that was asked before is searched again all the same.
        searcher.setQueryCache(null);
        filled = new Filled(searcher, analyzer);
        return Long.toString(number);
    }

    private static String search(String limit, String question) throws IOException {
        Filled now = filled;
        Query query = new QueryBuilder(now.analyzer()).createBooleanQuery("text", question);
        StringBuilder told = new StringBuilder();
        if (query == null) {
            return "";
        }
        IndexSearcher searcher = now.searcher();
        for (ScoreDoc hit : searcher.search(query, Integer.parseInt(limit)).scoreDocs) {
            int leaf = ReaderUtil.subIndex(hit.doc, searcher.getIndexReader().leaves());
            LeafReaderContext context = searcher.getIndexReader().leaves().get(leaf);
            NumericDocValues numbers = context.reader().getNumericDocValues("number");
            numbers.advanceExact(hit.doc - context.docBase);
            told.append(numbers.longValue()).append('\n');
        }
        return told.toString();
    }
}
