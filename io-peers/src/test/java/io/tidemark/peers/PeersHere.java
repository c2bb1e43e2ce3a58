package io.tidemark.peers;

import io.tidemark.peers.journal.Peer;
import java.util.EnumSet;
import java.util.Set;
import org.apache.activemq.artemis.nativo.jlibaio.LibaioContext;

/** The peers that can run on this machine. */
final class PeersHere {
    private PeersHere() {}

    /** All, but for the one that needs libaio where that isn't installed. */
    static Set<Peer> all() {
        Set<Peer> all = EnumSet.allOf(Peer.class);
        if (!LibaioContext.isLoaded()) {
            all.remove(Peer.ARTEMIS_ASYNCIO);
        }
        return all;
    }
}
