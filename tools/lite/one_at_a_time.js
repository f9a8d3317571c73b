
// Added by tools/build_lite.py: see one_at_a_time there.  A page that is gone never answers, and holds nobody up for long.
let asked = Promise.resolve();
const AT_MOST = 5000; // ms
function broadcastOne(request, url) {
  const answer = asked.then(() => askOne(request, url));
  const late = () => new Promise((done) => setTimeout(done, AT_MOST));
  asked = asked.then(() => Promise.race([answer.catch(() => {}), late()]));
  return answer;
}
