// A call in a browser: the socket of its signals, and a connection to each of the others.
//
// Needs nothing but a browser. Who may call whom is for the server to say; this module connects those
// who are in a call that is `connected`, sends them the tracks it is given and hands theirs out.
// docs/calls.md has the messages.

/**
 * @typedef {object} Options
 * @property {string} address Where the server is, such as `https://ask.example.cn`.
 * @property {string} call The id of the call.
 * @property {string} [token] The token of whoever calls; none for people without one.
 * @property {MediaStream} [stream] What is sent to the others; nothing for who only looks on.
 * @property {typeof globalThis.fetch} [fetch] How requests are made; as the browser does by itself.
 * @property {RTCIceTransportPolicy} [policy] `relay` connects by relays alone.
 */

/**
 * @typedef {object} Peer
 * @property {number} member
 * @property {string} part
 */

/**
 * @typedef {object} Link
 * @property {RTCPeerConnection} connection
 * @property {boolean} polite Whether this side gives way where both offer at once.
 * @property {boolean} begun Whether the first offer was made or has come.
 * @property {boolean} offering
 * @property {boolean} ignoring Whether the other side's offer was passed over.
 */

/**
 * Somebody's part of a call. It tells of `joined` ({member, part}), also of those who were there before,
 * `stream` ({member, stream}), `left` ({member}), `refused` ({rule}) and `over` ({state}; null where the
 * socket broke) as `CustomEvent`s.
 */
export class Call extends EventTarget {
  /** The connections, by the number of the other one. @type {Map<number, Link>} */
  #links = new Map();
  /** @type {WebSocket} */
  #socket;
  /** @type {RTCConfiguration} */
  #configuration;
  /** @type {MediaStream | undefined} */
  #stream;
  #you = 0;
  #over = false;
  /** What others told is done in the order in which it came. @type {Promise<void>} */
  #order = Promise.resolve();
  /** What this one may send. @type {{microphone: boolean, camera: boolean, screen: boolean} | undefined} */
  tracks;

  /**
   * @param {WebSocket} socket
   * @param {RTCConfiguration} configuration
   * @param {MediaStream | undefined} stream
   */
  constructor(socket, configuration, stream) {
    super();
    this.#socket = socket;
    this.#configuration = configuration;
    this.#stream = stream;
    socket.addEventListener('message', ({ data }) => {
      const told = JSON.parse(data);
      this.#order = this.#order.then(() => this.#hear(told)).catch(console.error);
    });
    // What was told before the socket closed says more than its closing.
    socket.addEventListener('close', () => {
      this.#order = this.#order.then(() => this.#end(null));
    });
  }

  /**
   * Comes into a call that is connected.
   *
   * @param {Options} options
   * @returns {Promise<Call>}
   */
  static async join({ address, call, token, stream, policy, fetch = globalThis.fetch }) {
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const place = `${address}/v1/calls/${encodeURIComponent(call)}`;
    const { ice_servers } = await asked(fetch(`${place}/ice`, { headers }));
    const url = new URL(`${place}/signal`);
    url.protocol = url.protocol.replace('http', 'ws');
    if (token) {
      const body = JSON.stringify({ conversation_id: call });
      const { ticket } = await asked(fetch(`${address}/v1/tickets`, { method: 'POST', headers, body }));
      url.searchParams.set('ticket', ticket);
    }
    const configuration = { iceServers: ice_servers, ...(policy && { iceTransportPolicy: policy }) };
    return new Call(new WebSocket(url), configuration, stream);
  }

  /** The connections, for their figures. @returns {RTCPeerConnection[]} */
  get connections() {
    return [...this.#links.values()].map(({ connection }) => connection);
  }

  /** Goes; hanging up is an action of the call and not this. */
  close() {
    this.#socket.close();
    this.#end(null);
  }

  /** @param {any} told */
  async #hear(told) {
    switch (told.kind) {
      case 'welcome':
        this.#you = told.you;
        this.tracks = told.tracks;
        told.peers.forEach((/** @type {Peer} */ peer) => this.#meet(peer));
        break;
      case 'joined':
        this.#meet(told.peer);
        break;
      case 'left':
        this.#drop(told.member);
        this.#tell('left', { member: told.member });
        break;
      case 'signal':
        await this.#take(told);
        break;
      case 'refused':
        this.#tell('refused', { rule: told.rule });
        break;
      case 'over':
        this.#end(told.state);
        break;
    }
  }

  /** @param {Peer} peer */
  #meet(peer) {
    this.#tell('joined', peer);
    this.#link(peer.member);
  }

  /**
   * The connection to another one. Whoever was there first makes the first offer, also where only the other
   * one sends: two first offers at once would have one side take its own back while it looks for ways,
   * after which Chromium finds none.
   *
   * @param {number} member
   */
  #link(member) {
    const connection = new RTCPeerConnection(this.#configuration);
    // Whoever came later gives way.
    const polite = this.#you > member;
    const link = { connection, polite, begun: !polite, offering: false, ignoring: false };
    this.#links.set(member, link);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate) {
        this.#send(member, { candidate });
      }
    };
    connection.onnegotiationneeded = async () => {
      // What is still to be agreed on after the first offer is asked for again.
      if (!link.begun) {
        return;
      }
      link.offering = true;
      try {
        await connection.setLocalDescription();
        this.#send(member, { description: connection.localDescription });
      } finally {
        link.offering = false;
      }
    };
    connection.ontrack = ({ streams: [stream] }) => this.#tell('stream', { member, stream });
    const tracks = this.#stream?.getTracks() ?? [];
    for (const track of tracks) {
      connection.addTrack(track, /** @type {MediaStream} */ (this.#stream));
    }
    for (const kind of polite
      ? []
      : ['audio', 'video'].filter((kind) => !tracks.some((track) => track.kind === kind))) {
      connection.addTransceiver(kind, { direction: 'recvonly' });
    }
  }

  /**
   * What both sides do where each may offer at any time: of two offers at once, that of whoever came
   * first stands (the pattern of the WebRTC recommendation, section 10.7).
   *
   * @param {{from: number, description?: RTCSessionDescriptionInit, candidate?: RTCIceCandidateInit}} told
   */
  async #take({ from, description, candidate }) {
    const link = this.#links.get(from);
    if (!link) {
      return;
    }
    const { connection } = link;
    if (description) {
      const collides =
        description.type === 'offer' && (link.offering || connection.signalingState !== 'stable');
      link.ignoring = collides && !link.polite;
      if (link.ignoring) {
        return;
      }
      link.begun = true;
      await connection.setRemoteDescription(description);
      if (description.type === 'offer') {
        await connection.setLocalDescription();
        this.#send(from, { description: connection.localDescription });
      }
    } else if (candidate) {
      try {
        await connection.addIceCandidate(candidate);
      } catch (error) {
        if (!link.ignoring) {
          throw error;
        }
      }
    }
  }

  /**
   * @param {number} to
   * @param {object} signal
   */
  #send(to, signal) {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ to, ...signal }));
    }
  }

  /** @param {number} member */
  #drop(member) {
    this.#links.get(member)?.connection.close();
    this.#links.delete(member);
  }

  /** @param {string | null} state */
  #end(state) {
    if (this.#over) {
      return;
    }
    this.#over = true;
    [...this.#links.keys()].forEach((member) => this.#drop(member));
    this.#tell('over', { state });
  }

  /**
   * @param {string} kind
   * @param {object} detail
   */
  #tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}

/**
 * The body of a reply that is no refusal.
 *
 * @param {Promise<Response>} reply
 * @returns {Promise<any>}
 */
async function asked(reply) {
  const response = await reply;
  const body = await response.json();
  if (!response.ok) {
    throw new Error(`${response.status} ${body.code}`);
  }
  return body;
}
