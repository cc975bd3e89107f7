using GFlowNets.Environments;
using GFlowNets.Tests.Support;
using GFlowNets.Training;

namespace GFlowNets.Tests.Environments;

public class ActionLibraryTests
{
    private const int A = 0, B = 1, Stop = 2;

    [Fact]
    public void Atoms_come_first_and_chunks_after_them()
    {
        var library = new ActionLibrary(3, Stop, capacity: 10);
        Assert.Equal(3, library.Count);
        Assert.Equal(3, library.Add([A, B]));
        Assert.Equal(4, library.Add([A, B, A, B]));
        Assert.Equal([B], library[1].ToArray());
        Assert.Equal([A, B, A, B], library[4].ToArray());
        Assert.Equal((3, 4, 0, -1), (library.Find([A, B]), library.Find([A, B, A, B]), library.Find([A]), library.Find([B, A])));
        Assert.Equal([[A, B], [A, B, A, B]], library.Chunks);
        Assert.Equal(2, library.Version);
    }

    [Fact]
    public void A_chunk_keeps_its_identity_as_long_as_it_stays_and_gets_a_new_one_when_it_comes_back()
    {
        var library = new ActionLibrary(3, Stop, capacity: 10);
        library.Replace([[A, A], [B, B]]);
        Assert.Equal([0, 1, 2, 3, 4], Identities(library));
        library.Replace([[B, B], [A, B]]);
        Assert.Equal([0, 1, 2, 4, 5], Identities(library));
        library.Replace([[A, A], [B, B]]);
        Assert.Equal([0, 1, 2, 6, 4], Identities(library));
    }

    [Fact]
    public void The_version_grows_with_every_change_and_only_then()
    {
        var library = new ActionLibrary(3, Stop, capacity: 10);
        var (version, stamp) = (library.Version, library.Stamp);
        library.Replace([]);
        Assert.Equal((version, stamp), (library.Version, library.Stamp));
        library.Replace([[A, A]]);
        Assert.Equal(version + 1, library.Version);
        library.Replace([[A, A]]);
        Assert.Equal(version + 1, library.Version);
        library.Add([B, B]);
        Assert.Equal(version + 2, library.Version);
        Assert.NotEqual(stamp, library.Stamp);
    }

    [Fact]
    public void What_is_no_chunk_is_refused_in_a_sentence_and_changes_nothing()
    {
        var library = new ActionLibrary(3, Stop, capacity: 5);
        library.Replace([[A, B]]);
        var before = Values.Bytes(library);
        Assert.StartsWith("a chunk must have at least 2 atomic actions (got 1)", Assert.Throws<ArgumentException>(() => library.Add([A])).Message, StringComparison.Ordinal);
        Assert.StartsWith("a chunk must not contain the stop action, 2 (got 0, 2)", Assert.Throws<ArgumentException>(() => library.Add([A, Stop])).Message, StringComparison.Ordinal);
        Assert.StartsWith("a chunk must be made of the atomic actions 0 to 2 (got 0, 3)", Assert.Throws<ArgumentException>(() => library.Add([A, 3])).Message, StringComparison.Ordinal);
        Assert.StartsWith("the chunk (0, 1) is in the library already, as action 3", Assert.Throws<ArgumentException>(() => library.Add([A, B])).Message, StringComparison.Ordinal);
        Assert.StartsWith("the chunk (1, 1) stands twice in the list", Assert.Throws<ArgumentException>(() => library.Replace([[B, B], [B, B]])).Message, StringComparison.Ordinal);
        Assert.StartsWith("there is room for 2 chunks (got 3)", Assert.Throws<ArgumentException>(() => library.Replace([[A, A], [B, B], [B, A]])).Message, StringComparison.Ordinal);
        Assert.Equal(before, Values.Bytes(library));
        library.Add([B, B]);
        Assert.StartsWith("the library is full, with 5 actions", Assert.Throws<InvalidOperationException>(() => library.Add([A, A])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_make_no_sense_are_refused_in_a_sentence()
    {
        Assert.StartsWith("atoms must be at least 1 (got 0)", Assert.Throws<ArgumentOutOfRangeException>(() => new ActionLibrary(0, -1, 5)).Message, StringComparison.Ordinal);
        Assert.StartsWith("stop must be NoStop or one of the atoms 0 to 2 (got 3)", Assert.Throws<ArgumentOutOfRangeException>(() => new ActionLibrary(3, 3, 5)).Message, StringComparison.Ordinal);
        Assert.StartsWith("capacity must be at least the number of atoms, 3 (got 2)", Assert.Throws<ArgumentOutOfRangeException>(() => new ActionLibrary(3, 2, 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restored_library_is_the_saved_one_down_to_the_next_identity()
    {
        var library = new ActionLibrary(3, Stop, capacity: 10);
        library.Replace([[A, A], [B, B]]);
        library.Replace([[B, B], [A, B, A]]);
        var restored = new ActionLibrary(3, Stop, capacity: 10);
        restored.Add([B, A]);
        var stamp = restored.Stamp;
        restored.Load(new StateReader(Values.Bytes(library)));
        Assert.NotEqual(stamp, restored.Stamp);
        Assert.Equal(Values.Bytes(library), Values.Bytes(restored));
        library.Add([A, A]);
        restored.Add([A, A]);
        Assert.Equal(Identities(library), Identities(restored));
        var other = new ActionLibrary(3, Stop, capacity: 11);
        Assert.StartsWith(
            "the checkpoint's library has atoms, stop and capacity 3, 2, 10 (this run's 3, 2, 11)",
            Assert.Throws<InvalidDataException>(() => other.Load(new StateReader(Values.Bytes(library)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_has_the_chunks_and_goes_its_own_way()
    {
        var library = new ActionLibrary(3, Stop, capacity: 10);
        library.Replace([[A, A], [B, B]]);
        var copy = new ActionLibrary(library, capacity: 5);
        library.Replace([]);
        Assert.Equal([[A, A], [B, B]], copy.Chunks);
        Assert.Equal(5, copy.Capacity);
    }

    private static long[] Identities(ActionLibrary library) => [.. Enumerable.Range(0, library.Count).Select(library.Identity)];
}
