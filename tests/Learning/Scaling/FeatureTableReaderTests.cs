using System.Text;
using Mixtape.Learning.Scaling;

namespace Mixtape.Learning.Tests.Scaling;

public sealed class FeatureTableReaderTests
{
    [Fact]
    public void Read_CommaSeparated_KeepsNumericColumnsAndSaysWhichNot()
    {
        var table = Read("title,tempo,note,key,nothing\r\n\"One, \"\"two\"\"\r\nthree\",120.5,,3,\r\nFour,NA,x,-1e-2,\r\n");

        Assert.Equal(["tempo", "key"], table.Columns);
        Assert.Equal([120.5f, 3, float.NaN, -0.01f], table.Values.ToArray());
        Assert.Equal(
            [new("title", "line 2 holds 'One, \"two\"\r\nthree'"), new("note", "line 4 holds 'x'"), new("nothing", "it is empty")],
            table.Skipped.Select(column => (column.Name, column.Reason)));
        Assert.Null(table.RowNames);
    }

    [Fact]
    public void Read_TabSeparatedWithRowNamesAndColumns_TakesThoseInThatOrder()
    {
        var table = Read(
            "id\ta,b\tc\nr1\t1\t2\n\nr2\t3\tnull", new FeatureTableOptions { RowNames = "id", Columns = ["c", "a,b"], Separator = '\t' });

        Assert.Equal(["c", "a,b"], table.Columns);
        Assert.Equal(["r1", "r2"], table.RowNames);
        Assert.Equal([2, 1, float.NaN, 3], table.Values.ToArray());
    }

    [Fact]
    public void Read_TabInTheFirstLine_IsTheSeparator() => Assert.Equal(["a", "b"], Read("\uFEFFa\tb\n1\t2").Columns);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a,b", "no rows")]
    [InlineData("a,a\n1,2", "two columns 'a'")]
    [InlineData("a,b\n1,2\n3", "Line 3 has 1 fields, but line 1 names 2")]
    [InlineData("a,b\n1,2\n\"x\ny\",4\n5,6,7", "Line 5 has 3 fields")]
    [InlineData("a\nx", "no column of numbers: 'a' is left out because line 2 holds 'x'")]
    [InlineData("a\n1\nInfinity", "Line 3, column 'a'")]
    [InlineData("a\n1\n-1e40", "Line 3, column 'a'")]
    [InlineData("a\n\"1\n2", "Line 2: a quote is opened")]
    [InlineData("a\n\"1\"2", "follows a closing quote")]
    [InlineData("a,\n1,2", "has no name")]
    public void Read_Damaged_NamesTheLine(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidTableException>(() => Read(text)).Message);

    [Fact]
    public void Read_WantedColumnWithoutNumbers_IsRefused()
    {
        var options = new FeatureTableOptions { Columns = ["b"] };
        Assert.Contains(
            "Line 3, column 'b': 'x' is no number",
            Assert.Throws<InvalidTableException>(() => Read("a,b\n1,2\n3,x", options)).Message);
        Assert.Contains("no column 'b': it has a, c", Assert.Throws<InvalidTableException>(() => Read("a,c\n1,2", options)).Message);
    }

    [Fact]
    public void Read_BeyondLimits_NamesTheLimit()
    {
        Assert.Contains("MaximumRows", Refusal("a\n1\n2\n3", new() { MaximumRows = 2 }));
        Assert.Contains("MaximumNumbers", Refusal("a,b\n1,1\n2,2", new() { MaximumNumbers = 3 }));
        Assert.Contains("MaximumColumns", Refusal("a,b,c\n1,1,1", new() { MaximumColumns = 2 }));
        Assert.Contains("MaximumFieldLength", Refusal("a\n\"" + new string('x', 99), new() { MaximumFieldLength = 50 }));
        static string Refusal(string text, FeatureTableOptions options) =>
            Assert.Throws<InvalidTableException>(() => Read(text, options)).Message;
    }

    [Fact]
    public void Read_NotUtf8_SaysSo() =>
        Assert.Contains(
            "UTF-8",
            Assert.Throws<InvalidTableException>(() => FeatureTableReader.Read(new MemoryStream([(byte)'a', 10, 0xC3, 0x28]))).Message);

    [Fact]
    public void Read_RandomBytes_GivesATableOrSaysWhyNot()
    {
        var random = new Random(4);
        var alphabet = "a1,\t\"\n\r.-eN x"u8.ToArray();
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = random.GetItems(alphabet, random.Next(40));
            try
            {
                var table = FeatureTableReader.Read(new MemoryStream(bytes));
                Assert.Equal(table.Rows * table.Columns.Count, table.Values.Length);
            }
            catch (InvalidTableException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static FeatureTable Read(string text, FeatureTableOptions? options = null) =>
        FeatureTableReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), options);
}
